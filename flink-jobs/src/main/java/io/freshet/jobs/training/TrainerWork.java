/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.jobs.training.tasks.TaskChanges;
import io.freshet.jobs.training.versions.Versions;
import io.freshet.model.training.Trainer;
import java.util.Optional;

/** Everything that one attempt of the trainer operator works with. */
final class TrainerWork {

  final Trainer trainer;
  final TrainerStart start;
  final ProgressBook book;
  final JoinedTrainers trainers;

  /** The first trainer makes the versions of all. */
  final Optional<Versions> versions;

  final TrainerStates states;
  final TrainerMetrics metrics;

  /** What the sampler said of the tasks last. */
  TaskChanges changes = TaskChanges.NONE;

  TrainerWork(
      Trainer trainer,
      TrainerStart start,
      ProgressBook book,
      JoinedTrainers trainers,
      Optional<Versions> versions,
      TrainerStates states,
      TrainerMetrics metrics) {
    this.trainer = trainer;
    this.start = start;
    this.book = book;
    this.trainers = trainers;
    this.versions = versions;
    this.states = states;
    this.metrics = metrics;
  }
}
