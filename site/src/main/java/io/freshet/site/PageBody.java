/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.site;

import java.util.Map;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.renderer.html.HtmlRenderer;

/** Turns the text of pages into HTML whose links lead through the site. */
final class PageBody {
  private final Library library;

  PageBody(Library library) {
    this.library = library;
  }

  /** The HTML of a page. To be called once a page: it adds to the page's tree. */
  String render(Page page) {
    letTablesScroll(page);
    return HtmlRenderer.builder()
        .extensions(PageReader.EXTENSIONS)
        .attributeProviderFactory(
            context -> (node, tag, attributes) -> adapt(page, node, attributes))
        .build()
        .render(page.document());
  }

  private void adapt(Page page, Node node, Map<String, String> attributes) {
    Heading heading = page.headings().get(node);
    if (heading != null) {
      attributes.put("id", heading.anchor());
    } else if (node instanceof Link link) {
      put(attributes, "href", page, link.getDestination());
    } else if (node instanceof Image image) {
      put(attributes, "src", page, image.getDestination());
    }
  }

  private void put(Map<String, String> attributes, String name, Page page, String destination) {
    library
        .target(page, destination)
        .addressFrom(page)
        .ifPresentOrElse(
            address -> attributes.put(name, address),
            // A browser shows a link without an address as plain text.
            () -> attributes.remove(name));
  }

  /** Puts tables into boxes of their own, so that a wide one scrolls and not the whole page. */
  private static void letTablesScroll(Page page) {
    page.document()
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(CustomBlock block) {
                if (block instanceof TableBlock) {
                  block.insertBefore(
                      html(
                          "<div class=\"table\" role=\"region\" aria-label=\"Table\" tabindex=\"0\">"));
                  block.insertAfter(html("</div>"));
                }
              }
            });
  }

  private static HtmlBlock html(String text) {
    HtmlBlock block = new HtmlBlock();
    block.setLiteral(text);
    return block;
  }
}
