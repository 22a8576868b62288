/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

/** How an index keeps the vectors that its graph compares. */
public enum VectorFormat {
  /** Four bytes a number. */
  FLOAT,
  /**
   * A byte a number, beside the floats: the graph compares the bytes, so that a search has a
   * quarter to read; exact searches and reads take the floats.
   */
  QUANTIZED
}
