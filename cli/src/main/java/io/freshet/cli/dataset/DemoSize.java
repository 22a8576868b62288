/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.dataset;

/**
 * How much is made of what was mined.
 *
 * @param methods documents that are methods
 * @param descriptions documents that are descriptions of options and parameters
 * @param sentences documents that are Javadoc sentences
 * @param codeSearchJudgments held-out code-search queries
 * @param otherJudgments held-out queries of each other task
 * @param probeQueries held-out queries of each probe set
 * @param probeDocuments documents of each probe set
 * @param codeSearchExamples at most
 * @param otherExamples of each other task at most
 * @param changed documents whose text changes during the run
 * @param deleted documents that are deleted during the run
 * @param restored deleted documents that come back
 */
record DemoSize(
    int methods,
    int descriptions,
    int sentences,
    int codeSearchJudgments,
    int otherJudgments,
    int probeQueries,
    int probeDocuments,
    int codeSearchExamples,
    int otherExamples,
    int changed,
    int deleted,
    int restored) {

  /** What the demonstration uses. */
  static final DemoSize STANDARD =
      new DemoSize(10_300, 800, 600, 320, 80, 120, 500, 30_000, 6_000, 300, 120, 20);
}
