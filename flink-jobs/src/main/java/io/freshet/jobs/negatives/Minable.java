/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.negatives;

import io.freshet.config.NegativesConfig;
import io.freshet.connectors.records.MinedExamples;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.jobs.probes.HeldOutQueries;

/**
 * Chooses the examples that are mined, by themselves alone.
 *
 * @param held queries that are kept out of training: what would train on them is not mined either
 */
public record Minable(NegativesConfig config, HeldOutQueries held) {

  /** Whether examples of a task are mined at all. */
  public boolean concerns(TrainingExample example) {
    return config.shareOf(example.task()) > 0;
  }

  /** Whether hard negatives are sought for an example. */
  public boolean chooses(TrainingExample example) {
    return new MiningShare(config.shareOf(example.task())).takes(example.id())
        && MinedExamples.minedBy(example).isEmpty()
        && ranksPositives(example)
        && held.leaks(example).isEmpty();
  }

  /**
   * Whether an example says which documents answer its query and nothing else. Graded texts may be
   * bad answers, and what is found has no grade; a label makes answers of all texts of its class,
   * and the index knows no classes.
   */
  static boolean ranksPositives(TrainingExample example) {
    return !example.positives().isEmpty()
        && example.positiveScores().isEmpty()
        && example.label().isEmpty();
  }
}
