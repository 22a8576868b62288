/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

import io.freshet.model.ComputeOptions;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.exchange.Exchange;
import io.freshet.model.training.settings.ObjectiveRules;
import io.freshet.model.training.settings.ParameterSettings;
import io.freshet.model.training.settings.TaskObjective;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a trainer's tasks are trained towards, checked against its model, and the frozen version
 * that anchors hold to. Not thread-safe.
 */
public final class TaskObjectives implements AutoCloseable {
  private final Map<String, TaskObjective> byTask = new HashMap<>();
  private final ObjectiveRules rules;
  private final Anchor anchor;
  private final Optional<FrozenDocuments> documents;
  private final Exchange exchange;

  /**
   * Objectives over the embeddings of a folder, which is the anchor as well.
   *
   * @param exchange with the trainers that share every sub-batch
   * @throws IllegalArgumentException where one does not fit the model
   * @throws IOException where one has an anchor and the folder cannot be read
   */
  public TaskObjectives(
      ModelFolder folder,
      Map<String, TaskObjective> objectives,
      ParameterSettings parameters,
      ComputeOptions compute,
      Exchange exchange)
      throws IOException {
    this.exchange = exchange;
    this.rules = ObjectiveRules.of(folder.dimension(), parameters, objectives.values());
    this.anchor = new Anchor(folder.path(), compute, folder.dimension());
    this.documents =
        parameters.freezeDocuments()
            ? Optional.of(FrozenDocuments.of(folder, compute))
            : Optional.empty();
    try {
      replace(objectives);
    } catch (UncheckedIOException e) {
      close();
      throw new IOException(e.getMessage(), e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Puts other objectives in the place of all.
   *
   * @throws IllegalArgumentException where one does not fit the model; nothing is changed then
   * @throws UncheckedIOException where one has an anchor and the anchor's folder cannot be read
   */
  public void replace(Map<String, TaskObjective> objectives) {
    objectives.values().forEach(this::check);
    byTask.clear();
    byTask.putAll(objectives);
  }

  private void check(TaskObjective objective) {
    rules.check(objective);
    if (objective.anchored()) {
      try {
        anchor.load();
      } catch (IOException e) {
        throw new UncheckedIOException(
            "the anchor of task " + objective.task() + " cannot be loaded", e);
      }
    }
  }

  /** Whether some task predicts tokens. */
  public boolean predict() {
    return rules.predict();
  }

  /** Digest of what embeds documents, where they are not trained; else the empty string. */
  public String documentDigest() {
    return documents.map(FrozenDocuments::digest).orElse("");
  }

  /** Holds anchors to another folder from now on. */
  public void anchor(Path folder) throws IOException {
    anchor.move(folder);
  }

  /**
   * The loss of a sub-batch.
   *
   * @throws IllegalArgumentException where its task has no objective, or not one of its losses
   */
  SubBatchLoss loss(SubBatch batch) {
    TaskObjective objective = byTask.get(batch.task());
    if (objective == null) {
      throw new IllegalArgumentException("no objective for task " + batch.task());
    }
    return new SubBatchLoss(
        batch,
        objective.of(batch.losses()),
        new SharedEmbeddings(anchor, exchange),
        documents.map(own -> new SharedEmbeddings(own, exchange)));
  }

  @Override
  public void close() {
    documents.ifPresent(FrozenDocuments::close);
    anchor.close();
  }
}
