/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.site;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;

/**
 * A link or an image in the text of a page.
 *
 * @param destination as it is written
 * @param line of the file, from 1
 */
record Reference(String destination, int line) {

  /** Those of a page, in its order. */
  static List<Reference> of(Page page) {
    List<Reference> references = new ArrayList<>();
    page.document()
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(Link link) {
                references.add(new Reference(link.getDestination(), line(link)));
                visitChildren(link);
              }

              @Override
              public void visit(Image image) {
                references.add(new Reference(image.getDestination(), line(image)));
              }
            });
    return references;
  }

  private static int line(Node node) {
    return node.getSourceSpans().get(0).getLineIndex() + 1;
  }
}
