/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

/** The order of documents with equal scores. Ids are compared as unsigned bytes of UTF-8. */
public enum Ties {
  /** The larger id first: trec_eval, and with it BEIR and MTEB. */
  DESCENDING_ID,
  /** The smaller id first: sentence-transformers. */
  ASCENDING_ID,
  /** The order in which the run names them: BEIR's own MRR, whose sort is stable. */
  AS_GIVEN
}
