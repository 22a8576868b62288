/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/** Reads Markdown files as GitHub does. */
final class PageReader {
  static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());

  private final Path root;
  private final Parser parser =
      Parser.builder()
          .extensions(EXTENSIONS)
          .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
          .build();

  /** Reads files of the repository at {@code root}. */
  PageReader(Path root) {
    this.root = root;
  }

  /**
   * The page at a path of the repository.
   *
   * @throws SiteException if there is no such file
   */
  Page read(String path) throws IOException {
    try {
      Node document = parser.parse(Files.readString(root.resolve(path)));
      return new Page(path, document, headings(document));
    } catch (NoSuchFileException e) {
      throw new SiteException(Navigation.FILE + ": there is no file " + path);
    }
  }

  private static Map<Node, Heading> headings(Node document) {
    // Counts equal headings, so it is one a page.
    IdGenerator anchors = IdGenerator.builder().build();
    Map<Node, Heading> headings = new LinkedHashMap<>();
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(org.commonmark.node.Heading node) {
            String text = plain(node);
            headings.put(node, new Heading(node.getLevel(), text, anchors.generateId(text)));
          }
        });
    return Collections.unmodifiableMap(headings);
  }

  private static String plain(Node node) {
    StringBuilder text = new StringBuilder();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text part) {
            text.append(part.getLiteral());
          }

          @Override
          public void visit(Code part) {
            text.append(part.getLiteral());
          }

          @Override
          public void visit(SoftLineBreak part) {
            text.append(' ');
          }
        });
    return text.toString();
  }
}
