/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model;

/** Which side of a search a text stands on; each side may have a prompt of its own. */
public enum TextRole {
  QUERY,
  DOCUMENT
}
