/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.index;

/**
 * What one build came to.
 *
 * @param seconds until all was found and no merge was left to do
 * @param nodeSeconds of processor time that the node spent until then
 * @param recall share of the ten nearest documents that ten hits have, mean over the queries
 * @param millis of a search, the median
 * @param bytes on disk
 */
record Trial(
    double seconds, double nodeSeconds, int segments, double recall, double millis, long bytes) {}
