/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.probes;

import io.freshet.connectors.records.Judgment;

/**
 * The last record of a judged query in the stream.
 *
 * @param time when it was judged, in milliseconds since the epoch
 */
public record StreamJudgment(Judgment judgment, long time) {

  /** Whether the record withdraws its query. */
  boolean withdraws() {
    return judgment.relevant().isEmpty();
  }
}
