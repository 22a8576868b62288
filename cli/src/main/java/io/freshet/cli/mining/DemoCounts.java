/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.mining;

import java.util.Map;

/**
 * How much was mined.
 *
 * @param files Java files that were parsed
 * @param unparsed Java files that the parser could not read, skipped
 * @param methods distinct methods found, with or without a usable comment
 * @param examples training examples by task
 * @param documents documents of every kind
 * @param judgments held-out queries by task, for live evaluation
 * @param probes held-out queries by task, for the gate
 * @param updates changes of documents sent during the run
 */
public record DemoCounts(
    int files,
    int unparsed,
    int methods,
    Map<String, Integer> examples,
    int documents,
    Map<String, Integer> judgments,
    Map<String, Integer> probes,
    int updates) {
  public DemoCounts {
    examples = Map.copyOf(examples);
    judgments = Map.copyOf(judgments);
    probes = Map.copyOf(probes);
  }
}
