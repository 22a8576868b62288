/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.config.FreshetConfig;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.json.TrainingMessageJson;
import io.freshet.connectors.records.Coordinates;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.StepManifest;
import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.jobs.training.sampling.DrawnRow;
import io.freshet.jobs.training.state.KeptWeights;
import io.freshet.jobs.training.tasks.TaskChanges;
import io.freshet.model.training.Trainer;
import io.freshet.model.training.batch.StepReport;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.batch.TrainingStep;
import io.freshet.model.training.exchange.Team;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes steps of a training job again, from the weights of a checkpoint and from the records that
 * their manifests name. Used by one thread.
 */
public final class StepReplay implements AutoCloseable {

  private final TrainerStart start;
  private final Trainer trainer;
  private TaskChanges changes = TaskChanges.NONE;
  private Map<String, TaskConfig> tasks;

  private StepReplay(TrainerStart start, Trainer trainer) {
    this.start = start;
    this.trainer = trainer;
    tasks = start.config().tasks();
  }

  /** Where the records of the training topic are read. */
  public interface Records {

    /**
     * The record at a place.
     *
     * @throws IOException where it cannot be read or is there no more
     */
    RawRecord at(int partition, long offset) throws IOException;
  }

  /**
   * Begins at a checkpoint.
   *
   * @param config of the job; what the records say is trained by it and by the manifests' changes
   * @param checkpoint the directory of a savepoint or retained checkpoint
   * @throws IOException where it or a model cannot be read
   * @throws IllegalArgumentException where several trainers made steps of their own, which one
   *     alone cannot make again
   */
  public static StepReplay from(FreshetConfig config, String checkpoint) throws IOException {
    if (config.training().trainers().apart()) {
      throw new IllegalArgumentException(
          "steps that several trainers made apart (training.meet-every-steps) cannot be made again by one");
    }
    TrainerStart start = TrainerStart.of(config);
    return new StepReplay(
        start, start.open(Team.alone(), KeptWeights.read(checkpoint, TrainerOperator.UID)));
  }

  /** Updates that the weights have seen. */
  public long updates() {
    return trainer.steps();
  }

  /**
   * Makes the next step.
   *
   * @param manifest of the step after those that the weights have seen
   * @throws IOException where a record cannot be read, or another one stands in its place
   */
  public StepReport make(StepManifest manifest, Records records) throws IOException {
    TaskChanges then = changes(manifest);
    if (!then.equals(changes)) {
      tasks = start.tasks(then);
      trainer.objectives(start.objectives().of(tasks));
      changes = then;
    }
    List<SubBatch> batches = new ArrayList<>();
    for (StepManifest.Part part : manifest.parts()) {
      TaskConfig task = tasks.get(part.task());
      if (task == null) {
        throw new IOException(
            "step %d trained on task %s, which the configuration does not give"
                .formatted(manifest.step(), part.task()));
      }
      List<TrainingRow> rows = new ArrayList<>();
      for (StepManifest.Row row : part.rows()) {
        rows.add(DrawnRow.of(task, example(row.at(), records), row));
      }
      batches.add(new SubBatch(part.task(), part.losses(), rows));
    }
    return trainer.step(new TrainingStep(manifest.step(), batches));
  }

  private static TaskChanges changes(StepManifest manifest) {
    Map<String, TaskControl> byTask = new HashMap<>();
    manifest.changes().forEach(change -> byTask.put(change.task(), change));
    return new TaskChanges(byTask.size(), byTask);
  }

  private static TrainingExample example(Coordinates at, Records records) throws IOException {
    if (!at.known()) {
      throw new IOException(
          "a row is of an example that was buffered before its record's place was kept");
    }
    RawRecord raw = records.at(at.partition(), at.offset());
    if (!RecordDigest.coordinates(raw.received()).equals(at)) {
      throw new IOException(
          "another record stands at partition %d, offset %d than the one that was trained on"
              .formatted(at.partition(), at.offset()));
    }
    Decoded<TrainingMessage> decoded = TrainingMessageJson.decode(raw);
    if (decoded instanceof Decoded.Accepted<TrainingMessage> accepted
        && accepted.value() instanceof TrainingExample example) {
      return example;
    }
    throw new IOException(
        "the record at partition %d, offset %d is no example"
            .formatted(at.partition(), at.offset()));
  }

  @Override
  public void close() {
    trainer.close();
  }
}
