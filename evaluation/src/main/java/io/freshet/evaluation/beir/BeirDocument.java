/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.beir;

/**
 * A document of a test collection.
 *
 * @param id of the document
 * @param title may be empty
 * @param text may be empty
 */
public record BeirDocument(String id, String title, String text) {

  /** Returns what is encoded: title and text joined by a space, without space around. */
  public String content() {
    return (title + " " + text).strip();
  }
}
