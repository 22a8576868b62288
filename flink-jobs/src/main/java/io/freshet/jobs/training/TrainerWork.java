/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.jobs.training.tasks.TaskChanges;
import io.freshet.jobs.training.versions.Versions;
import io.freshet.model.training.Trainer;
import io.freshet.model.training.state.StateChunk;
import org.apache.flink.api.common.state.ListState;

/** Everything that one attempt of the trainer operator works with. */
final class TrainerWork {

  final Trainer trainer;
  final TrainerStart start;
  final ProgressBook book;
  final Versions versions;
  final ListState<StateChunk> weights;
  final ListState<TrainerMarks> marks;
  final TrainerMetrics metrics;

  /** What the sampler said of the tasks last. */
  TaskChanges changes = TaskChanges.NONE;

  TrainerWork(
      Trainer trainer,
      TrainerStart start,
      ProgressBook book,
      Versions versions,
      ListState<StateChunk> weights,
      ListState<TrainerMarks> marks,
      TrainerMetrics metrics) {
    this.trainer = trainer;
    this.start = start;
    this.book = book;
    this.versions = versions;
    this.weights = weights;
    this.marks = marks;
    this.metrics = metrics;
  }
}
