/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.records;

/**
 * A positive or negative text of a training example.
 *
 * @param id the document's id, or the empty string where the text has none
 * @param text the text itself, never blank
 */
public record TextItem(String id, String text) {}
