/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

/** Why records are rejected. The words are stable: people count and alarm on them. */
public enum Reason {
  /** The value is not JSON in UTF-8, or goes on after its end. */
  MALFORMED_JSON("malformed-json"),
  /** The key is not UTF-8. */
  MALFORMED_KEY("malformed-key"),
  /** A field, key or value that must be there is not. */
  MISSING_FIELD("missing-field"),
  /** A field is there with another type. */
  WRONG_TYPE("wrong-type"),
  /** A text that must say something is blank. */
  BLANK_TEXT("blank-text"),
  /** A record, text or list is larger than its limit. */
  TOO_LARGE("too-large"),
  /** A number or word is not among those allowed. */
  OUT_OF_RANGE("out-of-range"),
  /** Two lists that go together differ in length. */
  LENGTH_MISMATCH("length-mismatch"),
  /** Key and value name different things. */
  KEY_MISMATCH("key-mismatch"),
  /** The header that tells kinds of records apart has an unknown word. */
  UNKNOWN_TYPE("unknown-type"),
  /** The decoder itself failed: a bug worth reporting, with the record that shows it. */
  INTERNAL_ERROR("internal-error");

  private final String word;

  Reason(String word) {
    this.word = word;
  }

  /** The word as it stands in dead letters. */
  public String word() {
    return word;
  }
}
