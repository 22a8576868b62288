/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.jobs.training.versions.Publisher;
import io.freshet.jobs.training.versions.VersionPlan;
import io.freshet.model.training.StateChunk;
import io.freshet.model.training.Trainer;
import io.freshet.model.training.TrainerState;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.jspecify.annotations.Nullable;

/** Everything that one attempt of the trainer operator works with. */
final class TrainerWork {

  /** No checkpoint was taken after the last step. */
  static final long NO_CHECKPOINT = Long.MAX_VALUE;

  final Trainer trainer;
  final Objectives objectives;
  final ProgressBook book;
  final VersionPlan<Version> versions;
  final Publisher publisher;
  final ListState<StateChunk> weights;
  final ListState<TrainerMarks> marks;
  final TrainerMetrics metrics;

  /** Whether the input has ended. */
  boolean ended;

  /** The first checkpoint after the last step. */
  long finalCheckpoint = NO_CHECKPOINT;

  /** The state of that checkpoint, until it completes. */
  @Nullable TrainerState finalState;

  /** Whether that checkpoint, or a later one, has completed. */
  boolean finalComplete;

  TrainerWork(
      Trainer trainer,
      Objectives objectives,
      ProgressBook book,
      VersionPlan<Version> versions,
      Publisher publisher,
      ListState<StateChunk> weights,
      ListState<TrainerMarks> marks,
      TrainerMetrics metrics) {
    this.trainer = trainer;
    this.objectives = objectives;
    this.book = book;
    this.versions = versions;
    this.publisher = publisher;
    this.weights = weights;
    this.marks = marks;
    this.metrics = metrics;
  }

  /**
   * A checkpoint that is a version.
   *
   * @param metrics mean losses by task when it was taken
   */
  record Version(TrainerState state, Map<String, Double> metrics) {}
}
