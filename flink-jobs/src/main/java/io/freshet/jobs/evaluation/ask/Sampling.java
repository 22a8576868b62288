/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.ask;

import java.util.SplittableRandom;

/** Chooses a share of the asked queries; a round that is asked again chooses the same ones. */
record Sampling(double share) {
  boolean takes(String queryId, long roundTime) {
    long seed = 31 * roundTime + queryId.hashCode();
    return share > 0 && new SplittableRandom(seed).nextDouble() < share;
  }
}
