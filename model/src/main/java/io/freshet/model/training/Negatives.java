/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

/** Which documents of a sub-batch a query is contrasted with, besides its own positive. */
public enum Negatives {
  /** Its own negatives only. */
  OWN,
  /** The positives of the other rows. */
  BATCH,
  /** The positives of the other rows and the negatives of every row. */
  ALL
}
