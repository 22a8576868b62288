/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.site;

import java.nio.file.Path;

/** What the makers of HTML share. */
final class Html {
  private Html() {}

  /** Text that means itself, in an element as in an attribute's quotes. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** An element that links to an address. */
  static String link(String address, String text) {
    return "<a href=\"" + escape(address) + "\">" + escape(text) + "</a>";
  }

  /** The way from one address of the site to another. */
  static String relative(String from, String to) {
    // Below a root of their own, since an address at the top has no folder otherwise.
    Path folder = Path.of("/", from).resolveSibling("");
    return folder.relativize(Path.of("/", to)).toString();
  }

  /** The way from an address to the top of the site: empty, or with a slash at its end. */
  static String toTop(String from) {
    return "../".repeat((int) from.chars().filter(c -> c == '/').count());
  }
}
