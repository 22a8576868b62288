/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.controller;

/**
 * When generations come and go.
 *
 * @param alias that searches resolve; names of indices begin with it
 * @param rollbackMillis how long a former generation stays in the write set
 * @param rollbackGenerations how many former generations stay in it at most: every live document is
 *     encoded and written once for each
 * @param abandonSupersededBelow share of a build that is done, below which it is given up for a
 *     newer promoted version; 0 for never
 */
public record RollOverPolicy(
    String alias, long rollbackMillis, int rollbackGenerations, double abandonSupersededBelow) {}
