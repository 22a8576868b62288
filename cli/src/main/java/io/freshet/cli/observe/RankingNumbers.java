/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.observe;

/**
 * Means over judged queries.
 *
 * @param queries how many queries they are means of
 */
public record RankingNumbers(long queries, double mrr, double recallAt10, double ndcgAt10) {}
