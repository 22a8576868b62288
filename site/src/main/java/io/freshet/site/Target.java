/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.site;

import java.util.Optional;

/** What a link or an image of a page leads to. */
sealed interface Target {

  /** The address for a link that stands in {@code page}; empty where the site has none. */
  Optional<String> addressFrom(Page page);

  /**
   * A page of the site.
   *
   * @param anchor a heading of it; empty for its beginning
   */
  record OfPage(Page page, String anchor) implements Target {
    @Override
    public Optional<String> addressFrom(Page from) {
      String address = relative(from, page.address());
      if (anchor.isEmpty()) {
        return Optional.of(address);
      }
      boolean same = from.path().equals(page.path());
      return Optional.of((same ? "" : address) + "#" + anchor);
    }
  }

  /**
   * A file of the repository that is no page.
   *
   * @param path in the repository, separated by slashes
   */
  record OfFile(String path) implements Target {
    @Override
    public Optional<String> addressFrom(Page from) {
      return Optional.of(relative(from, address()));
    }

    /** Pictures are copied as they are; of everything else a page shows the text. */
    boolean isPicture() {
      return path.endsWith(".svg") || path.endsWith(".png");
    }

    /** Where it stands in the site. */
    String address() {
      return isPicture() ? path : path + ".html";
    }
  }

  /** A folder of the repository, which has no page on the site. */
  record OfFolder(String path) implements Target {
    @Override
    public Optional<String> addressFrom(Page from) {
      return Optional.empty();
    }
  }

  /** An address outside of the repository. */
  record Outside(String address) implements Target {
    @Override
    public Optional<String> addressFrom(Page from) {
      return Optional.of(address);
    }
  }

  /** Nothing: {@code reason} completes "the link ...". */
  record Broken(String reason) implements Target {
    @Override
    public Optional<String> addressFrom(Page from) {
      return Optional.empty();
    }
  }

  private static String relative(Page from, String address) {
    return Html.relative(from.address(), address);
  }
}
