/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds of the repository's own documentation. */
class DocumentationTest {
  private static final Pattern LOADED =
      Pattern.compile("(?:src|srcset|data|poster)=\"([^\"]*)\"|<link [^>]*href=\"([^\"]*)\"");

  @TempDir private static Path site;

  @BeforeAll
  static void build() throws IOException {
    SiteBuilder.build(Repository.ROOT, site);
  }

  @Test
  void everyLinkAndAnchorLeadsSomewhere() throws IOException {
    assertThat(Library.read(Repository.ROOT).broken()).isEmpty();
  }

  @Test
  void everyPageStandsInTheNavigationOnce() throws IOException {
    List<String> pages = new ArrayList<>(List.of("README.md", "docker/README.md"));
    try (Stream<Path> docs = Files.list(Repository.ROOT.resolve("docs"))) {
      docs.map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".md"))
          .forEach(name -> pages.add("docs/" + name));
    }
    assertThat(Navigation.read(Repository.ROOT).pages())
        .as("pages of docs/navigation.yaml")
        .containsExactlyInAnyOrderElementsOf(pages);
  }

  @Test
  void theSiteHasEveryPageAndLoadsNothingFromOutside() throws IOException {
    for (Page page : Library.read(Repository.ROOT).pages()) {
      assertThat(site.resolve(page.address())).isNotEmptyFile();
    }
    for (Path file : files(site, ".html")) {
      Matcher loaded = LOADED.matcher(Files.readString(file));
      while (loaded.find()) {
        String address = loaded.group(1) == null ? loaded.group(2) : loaded.group(1);
        if (!address.equals("data:,")) {
          assertThat(file.resolveSibling(address)).as("loaded by %s", file).exists();
        }
      }
    }
    for (Path file : files(site, ".css", ".js", ".svg")) {
      assertThat(Files.readString(file).replace("http://www.w3.org/2000/svg", ""))
          .as("%s", file)
          .doesNotContainPattern("url\\(\\s*['\"]?(?!#)|@import|fetch\\(|xlink:href=\"http");
    }
  }

  @Test
  void everyLinkOfTheSiteLeadsToAPlaceOfIt() throws IOException {
    Pattern link = Pattern.compile("<a [^>]*href=\"([^\"#]*)(?:#([^\"]*))?\"");
    for (Path file : files(site, ".html")) {
      Matcher links = link.matcher(Files.readString(file));
      while (links.find()) {
        if (links.group(1).contains(":")) {
          continue;
        }
        Path target = links.group(1).isEmpty() ? file : file.resolveSibling(links.group(1));
        assertThat(target.normalize()).as("linked from %s", file).exists();
        if (links.group(2) != null) {
          assertThat(Files.readString(target)).contains("id=\"" + links.group(2) + "\"");
        }
      }
    }
  }

  @Test
  void theSameFilesMakeTheSameSite(@TempDir Path again) throws IOException {
    SiteBuilder.build(Repository.ROOT, again);
    List<Path> files = files(site, "");
    assertThat(files(again, "")).hasSameSizeAs(files);
    for (Path file : files) {
      assertThat(again.resolve(site.relativize(file))).hasSameBinaryContentAs(file);
    }
  }

  private static List<Path> files(Path folder, String... endings) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
          .toList();
    }
  }
}
