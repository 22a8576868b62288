/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.site;

import java.util.List;
import java.util.Map;
import org.commonmark.node.Node;

/**
 * A Markdown file, parsed.
 *
 * @param path in the repository, separated by slashes
 * @param document its tree, with source spans
 * @param headings in the order of the file, by the node of each
 */
record Page(String path, Node document, Map<Node, Heading> headings) {
  private static final String README = "README.md";

  /** The text of the first heading, or the path where there is none. */
  String title() {
    return headings.values().stream().map(Heading::text).findFirst().orElse(path);
  }

  /** The headings that a table of contents shows. */
  List<Heading> contents() {
    return headings.values().stream().filter(h -> h.level() == 2 || h.level() == 3).toList();
  }

  boolean hasAnchor(String anchor) {
    return headings.values().stream().anyMatch(heading -> heading.anchor().equals(anchor));
  }

  /** Where the page stands in the site: a README is the index of its folder. */
  String address() {
    return path.endsWith(README)
        ? path.substring(0, path.length() - README.length()) + "index.html"
        : path.substring(0, path.length() - ".md".length()) + ".html";
  }
}
