/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All pages of the site in reading order, and where their links lead. */
final class Library {
  private final Path root;
  private final Navigation navigation;
  private final Map<String, Page> pages = new LinkedHashMap<>();

  private Library(Path root, Navigation navigation) {
    this.root = root;
    this.navigation = navigation;
  }

  /**
   * The pages that the navigation of the repository at {@code root} names.
   *
   * @throws SiteException if the navigation is wrong or a page is missing
   */
  static Library read(Path root) throws IOException {
    Library library = new Library(root, Navigation.read(root));
    PageReader reader = new PageReader(root);
    for (String path : library.navigation.pages()) {
      library.pages.put(path, reader.read(path));
    }
    return library;
  }

  Path root() {
    return root;
  }

  Navigation navigation() {
    return navigation;
  }

  List<Page> pages() {
    return List.copyOf(pages.values());
  }

  /**
   * The page at a path that the navigation names.
   *
   * @throws SiteException if it names no such page
   */
  Page page(String path) {
    return Optional.ofNullable(pages.get(path))
        .orElseThrow(() -> new SiteException(Navigation.FILE + ": " + path + " is missing"));
  }

  /** Where a destination leads that is written in a page. */
  Target target(Page from, String destination) {
    if (destination.matches("[a-zA-Z][a-zA-Z0-9+.-]*:.*")) {
      return new Target.Outside(destination);
    }
    int hash = destination.indexOf('#');
    String file = hash < 0 ? destination : destination.substring(0, hash);
    String anchor = hash < 0 ? "" : destination.substring(hash + 1);
    Path path = file.isEmpty() ? Path.of(from.path()) : beside(from, file);
    if (path.startsWith("..") || path.isAbsolute()) {
      return new Target.Broken("leaves the repository");
    }
    String name = path.toString();
    Page page = pages.get(name);
    if (page != null) {
      return anchor.isEmpty() || page.hasAnchor(anchor)
          ? new Target.OfPage(page, anchor)
          : new Target.Broken("names no heading of " + name);
    }
    if (Files.isDirectory(root.resolve(path))) {
      return new Target.OfFolder(name);
    }
    return Files.exists(root.resolve(path))
        ? new Target.OfFile(name)
        : new Target.Broken("names no file");
  }

  private static Path beside(Page from, String file) {
    return Path.of(from.path()).resolveSibling(file).normalize();
  }

  /** The files that pages lead to, each once, in the order of their paths. */
  List<Target.OfFile> files() {
    Map<String, Target.OfFile> files = new TreeMap<>();
    for (Page page : pages.values()) {
      for (Reference reference : Reference.of(page)) {
        if (target(page, reference.destination()) instanceof Target.OfFile file) {
          files.put(file.path(), file);
        }
      }
    }
    return List.copyOf(files.values());
  }

  /** All links and images of all pages that lead nowhere, as {@code file:line: what is wrong}. */
  List<String> broken() {
    List<String> broken = new ArrayList<>();
    for (Page page : pages.values()) {
      for (Reference reference : Reference.of(page)) {
        if (target(page, reference.destination()) instanceof Target.Broken target) {
          broken.add(
              "%s:%d: the link '%s' %s"
                  .formatted(
                      page.path(), reference.line(), reference.destination(), target.reason()));
        }
      }
    }
    return broken;
  }
}
