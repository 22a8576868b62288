/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.ask;

import io.freshet.connectors.records.Judgment;
import java.util.List;

/**
 * Queries to ask together, so that they share calls of the encoder. A round without queries still
 * travels: it tells the windows that time passes and which generation serves.
 *
 * @param time when it was dealt, milliseconds since the epoch
 * @param asks judged queries, none twice
 * @param tasks all tasks known, also those without a judgment
 */
public record AskRound(long time, List<Judgment> asks, List<String> tasks) {
  /** Copies the lists. */
  public AskRound {
    asks = List.copyOf(asks);
    tasks = List.copyOf(tasks);
  }
}
