/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

/** Which documents of a sub-batch a query is contrasted with, besides its own positive. */
public enum Negatives {
  /** Its own negatives only. */
  OWN,
  /** Its own negatives and the positives of the other rows. */
  BATCH,
  /** The positives and the negatives of every row. */
  ALL
}
