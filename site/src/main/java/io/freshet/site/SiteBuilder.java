/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes the site. The same files make the same site, byte for byte. */
public final class SiteBuilder {
  private static final List<String> PARTS = List.of("site.css", "search.js");

  private final Library library;
  private final Path output;

  private SiteBuilder(Library library, Path output) {
    this.library = library;
    this.output = output;
  }

  /** Arguments: the folder of the repository, and the folder that gets the site. */
  public static void main(String[] args) throws IOException {
    build(Path.of(args[0]), Path.of(args[1]));
  }

  /**
   * Writes the site of the repository at {@code root} into {@code output}.
   *
   * @throws SiteException if a page is missing or a link leads nowhere; nothing is written then
   */
  static void build(Path root, Path output) throws IOException {
    Library library = Library.read(root);
    List<String> broken = library.broken();
    if (!broken.isEmpty()) {
      throw new SiteException(String.join("\n", broken));
    }
    new SiteBuilder(library, output).write();
  }

  private void write() throws IOException {
    PageLayout layout = new PageLayout(library, Template.resource("page.html"));
    PageBody body = new PageBody(library);
    for (Page page : library.pages()) {
      write(page.address(), layout.of(page, body.render(page)));
    }
    for (Target.OfFile file : library.files()) {
      if (file.isPicture()) {
        Files.write(place(file.address()), Files.readAllBytes(library.root().resolve(file.path())));
      } else {
        String text = Files.readString(library.root().resolve(file.path()));
        write(file.address(), layout.ofSource(file, text));
      }
    }
    for (String part : PARTS) {
      Files.write(place(part), Template.bytes(part));
    }
    write("headings.js", SearchIndex.script(library.pages()));
  }

  private void write(String address, String text) throws IOException {
    Files.writeString(place(address), text);
  }

  private Path place(String address) throws IOException {
    Path file = output.resolve(address);
    Files.createDirectories(file.getParent());
    return file;
  }
}
