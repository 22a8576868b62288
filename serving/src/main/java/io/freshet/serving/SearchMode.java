/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving;

/** What finds documents. */
public enum SearchMode {
  /** The nearest vectors. */
  VECTOR,
  /** The words of title and text, by BM25; no model is asked. */
  BM25,
  /** Both, fused. */
  HYBRID
}
