/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

/**
 * A document found.
 *
 * @param score as OpenSearch gives it: comparable within one answer only
 */
public record Hit(String id, double score, String title, String text) {

  /** The text that stood for the document when it was encoded. */
  public String passage() {
    return title.isEmpty() ? text : title + " " + text;
  }
}
