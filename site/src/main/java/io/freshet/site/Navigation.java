/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.site;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The order of the pages, as {@code docs/navigation.yaml} gives it.
 *
 * @param sections in reading order
 */
public record Navigation(@JsonProperty(required = true) List<Section> sections) {
  /** Where the file stands in the repository. */
  static final String FILE = "docs/navigation.yaml";

  /** Copies the list. */
  public Navigation {
    sections = List.copyOf(sections);
  }

  /**
   * Pages under one title.
   *
   * @param title shown above them
   * @param pages paths in the repository, separated by slashes
   */
  public record Section(
      @JsonProperty(required = true) String title,
      @JsonProperty(required = true) List<String> pages) {
    /** Copies the list. */
    public Section {
      pages = List.copyOf(pages);
    }
  }

  /**
   * Reads the file of the repository at {@code root}.
   *
   * @throws SiteException if it is not of this form, or names a page twice
   */
  static Navigation read(Path root) throws IOException {
    try {
      Navigation navigation =
          new YAMLMapper().readValue(Files.readString(root.resolve(FILE)), Navigation.class);
      navigation.checkPages();
      return navigation;
    } catch (JsonProcessingException e) {
      throw new SiteException(FILE + ": " + e.getMessage());
    }
  }

  private void checkPages() {
    Set<String> seen = new HashSet<>();
    for (String page : pages()) {
      if (!seen.add(page)) {
        throw new SiteException(FILE + ": " + page + " is named twice; leave one");
      }
    }
  }

  /** All pages in reading order. */
  List<String> pages() {
    return sections.stream().flatMap(section -> section.pages().stream()).toList();
  }
}
