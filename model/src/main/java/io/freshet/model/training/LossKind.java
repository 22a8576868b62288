/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

/** What a task's sub-batch is trained towards. */
public enum LossKind {
  /** Cross entropy of the own positive among the candidates, cosine over temperature. */
  INFO_NCE,
  /** Mean of query to candidates and positive to queries. */
  SYMMETRIC_INFO_NCE,
  /** Order of the pairs' cosines by their graded scores. */
  COSENT
}
