/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

import io.freshet.model.ComputeOptions;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.loss.LossTerm;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.settings.ParameterSettings;
import io.freshet.model.training.settings.TaskObjective;
import io.freshet.model.training.settings.TaskParameters;
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
  private final int dimension;
  private final Map<String, TaskParameters> own;
  private final Anchor anchor;
  private final Optional<FrozenDocuments> documents;
  private final boolean predict;

  /**
   * Objectives over the embeddings of a folder, which is the anchor as well.
   *
   * @throws IllegalArgumentException where one does not fit the model
   * @throws IOException where one has an anchor and the folder cannot be read
   */
  public TaskObjectives(
      ModelFolder folder,
      Map<String, TaskObjective> objectives,
      ParameterSettings parameters,
      ComputeOptions compute)
      throws IOException {
    this.dimension = folder.dimension();
    this.own = parameters.tasks();
    this.predict = objectives.values().stream().anyMatch(each -> each.prediction().isPresent());
    this.anchor = new Anchor(folder.path(), compute, dimension);
    this.documents =
        parameters.freezeDocuments()
            ? Optional.of(FrozenDocuments.of(folder, compute))
            : Optional.empty();
    try {
      objectives.values().forEach(this::put);
    } catch (UncheckedIOException e) {
      close();
      throw new IOException(e.getMessage(), e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Adds or changes an objective.
   *
   * @throws IllegalArgumentException where it does not fit the model
   * @throws UncheckedIOException where it has an anchor and the anchor's folder cannot be read
   */
  public void put(TaskObjective objective) {
    int widest = objective.matryoshka().widths().stream().reduce(0, Math::max);
    int projection = projection(objective.task());
    int width = projection == 0 ? dimension : projection;
    if (widest > width) {
      throw new IllegalArgumentException(
          "task %s trains the first %d numbers of embeddings that have %d"
              .formatted(objective.task(), widest, width));
    }
    if (projection > 0 && objective.anchored()) {
      throw new IllegalArgumentException(
          "task %s has a projection, and an earlier version's embeddings have none to hold it to"
              .formatted(objective.task()));
    }
    if (projection > 0 && objective.prediction().isPresent()) {
      throw new IllegalArgumentException(
          "task %s has a projection, but predicts tokens and so makes no embedding to project"
              .formatted(objective.task()));
    }
    if (objective.prediction().isPresent() && !predict) {
      throw new IllegalArgumentException(
          "task %s predicts tokens, but no task did when the trainer started, so it has no head for that"
              .formatted(objective.task()));
    }
    if (documents.isPresent() && objective.alike()) {
      throw new IllegalArgumentException(
          "documents are frozen, but task %s has a loss that treats both of its texts alike, so that neither can stay as it is (%s); leave the task out, or train documents too"
              .formatted(
                  objective.task(), objective.losses().stream().map(LossTerm::name).toList()));
    }
    if (objective.anchored()) {
      try {
        anchor.load();
      } catch (IOException e) {
        throw new UncheckedIOException(
            "the anchor of task " + objective.task() + " cannot be loaded", e);
      }
    }
    byTask.put(objective.task(), objective);
  }

  private int projection(String task) {
    TaskParameters parameters = own.get(task);
    return parameters == null ? 0 : parameters.projection();
  }

  /** Whether some task predicts tokens. */
  public boolean predict() {
    return predict;
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
    return new SubBatchLoss(batch, objective.of(batch.losses()), anchor, documents);
  }

  @Override
  public void close() {
    documents.ifPresent(FrozenDocuments::close);
    anchor.close();
  }
}
