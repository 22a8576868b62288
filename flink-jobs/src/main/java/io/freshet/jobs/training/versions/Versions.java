/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.versions;

import io.freshet.model.training.state.TrainerState;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of checkpoints: some are versions, which are published once they complete, and the
 * first after the last step is the result of a bounded training. Flink may skip or repeat the word
 * that a checkpoint has completed: a later one stands for all before it, and whatever is done twice
 * is done once. Belongs to the task's thread.
 */
public final class Versions implements AutoCloseable {

  private final Publisher publisher;
  private final VersionPlan<Taken> plan;
  private final TrainingResult result;
  private boolean ended;
  private long finalCheckpoint = Long.MAX_VALUE;
  private @Nullable Taken last;
  private boolean finalComplete;

  private record Taken(TrainerState state, VersionFacts facts) {}

  /**
   * Goes on from the last version.
   *
   * @param publisher closed with this
   * @param every steps from one version to the next
   * @param lastStep step of the last version
   * @param result what is written at the end of the input
   */
  public Versions(Publisher publisher, int every, long lastStep, TrainingResult result) {
    this.publisher = publisher;
    this.plan = new VersionPlan<>(every, lastStep);
    this.result = result;
  }

  /**
   * Publishes a state at once: the start, or the version in a restored checkpoint, of which nobody
   * knows whether it was published.
   */
  public void publish(TrainerState state, VersionFacts facts) throws InterruptedException {
    publisher.publish(state, facts);
  }

  /** No step comes after the last one. */
  public void end() {
    ended = true;
  }

  /**
   * Takes the state of a checkpoint, where it is a version or the last one.
   *
   * @return whether it is a version
   */
  public boolean snapshot(long checkpoint, TrainerState state, VersionFacts facts) {
    boolean version = plan.due(state.step(), ended);
    if (version) {
      plan.take(checkpoint, state.step(), new Taken(state, facts));
    }
    if (ended && finalCheckpoint == Long.MAX_VALUE) {
      finalCheckpoint = checkpoint;
      last = new Taken(state, facts);
    }
    return version;
  }

  /** Publishes what a completed checkpoint makes versions, and writes the result. */
  public void complete(long checkpoint) throws InterruptedException {
    for (Taken version : plan.complete(checkpoint)) {
      publisher.publish(version.state(), version.facts());
    }
    Taken ours = last;
    if (checkpoint >= finalCheckpoint && ours != null) {
      export(ours);
      last = null;
      finalComplete = true;
    }
  }

  private void export(Taken taken) throws InterruptedException {
    if (!result.model().isEmpty()) {
      publisher.export(taken.state(), taken.facts(), Path.of(result.model()));
    }
    if (!result.adapter().isEmpty()) {
      publisher.exportAdapter(taken.state(), Path.of(result.adapter()));
    }
  }

  /** Forgets a checkpoint that failed. */
  public void abort(long checkpoint) {
    plan.abort(checkpoint);
  }

  /** Step of the last version, those of checkpoints that have not completed yet included. */
  public long lastStep() {
    return plan.lastStep();
  }

  /** Name of the version that was published last, or the empty string. */
  public String lastName() {
    return publisher.lastName();
  }

  /**
   * Waits, after the end of the input, until everything that was to be written is written.
   *
   * @throws IOException where something could not be
   */
  public void finish() throws IOException, InterruptedException {
    if (finalComplete) {
      publisher.await();
    }
  }

  /** Stops at once. */
  @Override
  public void close() {
    publisher.close();
  }
}
