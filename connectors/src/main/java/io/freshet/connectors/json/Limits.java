/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

/** What a record may hold at most. */
public final class Limits {

  /** Bytes of a value. */
  public static final int VALUE_BYTES = 8 << 20;

  /** Characters of one text. */
  public static final int TEXT_CHARACTERS = 1_000_000;

  /** Elements of one list or map. */
  public static final int ELEMENTS = 10_000;

  /**
   * Weights and scores of examples, by their amount: with larger ones a loss is not finite in
   * single precision, and one example that is replayed would stop training for good.
   */
  public static final double AMOUNT = 1e6;

  /** UTF-8 bytes of a document's id; OpenSearch takes 512, the rest is for chunk numbers. */
  public static final int DOCUMENT_ID_BYTES = 500;

  /** UTF-8 bytes of one metadata value: what Lucene takes as one term, less room for its name. */
  public static final int METADATA_BYTES = 30_000;

  private Limits() {}
}
