/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteBuilderTest {
  @TempDir private Path root;
  @TempDir private Path site;

  @Test
  void linksBetweenFilesBecomeLinksBetweenPages() throws IOException {
    new Repository(root, "README.md", "docs/a.md")
        .with(
            "README.md",
            "# Top\n\n[a](docs/a.md), [its part](docs/a.md#one-two), [out](https://a.b/c.md)")
        .with(
            "docs/a.md",
            "# A\n\n[up](../README.md) [here](#one-two) [code](../X.java) [dir](../docs)\n\n## One `two`\n")
        .with("X.java", "a < b");
    SiteBuilder.build(root, site);
    assertThat(site.resolve("index.html"))
        .content()
        .contains("<a href=\"docs/a.html\">a</a>")
        .contains("<a href=\"docs/a.html#one-two\">its part</a>")
        .contains("<a href=\"https://a.b/c.md\">out</a>")
        .contains("<a rel=\"next\" href=\"docs/a.html\">A</a>");
    assertThat(site.resolve("docs/a.html"))
        .content()
        .contains("<a href=\"../index.html\">up</a>")
        .contains("<a href=\"#one-two\">here</a>")
        .contains("<a href=\"../X.java.html\">code</a>")
        .contains("<a>dir</a>")
        .contains("<h2 id=\"one-two\">One <code>two</code></h2>")
        .contains("<li class=\"level2\"><a href=\"#one-two\">One two</a></li>")
        .contains("<a href=\"a.html\" aria-current=\"page\">A</a>")
        .contains("<a rel=\"prev\" href=\"../index.html\">Top</a>");
    assertThat(site.resolve("X.java.html")).content().contains("<code>a &lt; b</code>");
  }

  @Test
  void picturesAreCopied() throws IOException {
    new Repository(root, "docs/a.md")
        .with("docs/a.md", "# A\n\n![a river](images/river.svg)")
        .with("docs/images/river.svg", "<svg/>");
    SiteBuilder.build(root, site);
    assertThat(site.resolve("docs/images/river.svg")).hasContent("<svg/>");
    assertThat(site.resolve("docs/a.html"))
        .content()
        .contains("<img src=\"images/river.svg\" alt=\"a river\" />");
  }

  @Test
  void theSearchKnowsEveryHeading() throws IOException {
    new Repository(root, "docs/a.md").with("docs/a.md", "# A\n\n## Same\n\n## Same\n");
    SiteBuilder.build(root, site);
    assertThat(site.resolve("headings.js"))
        .hasContent(
            "const FRESHET_HEADINGS = [{\"page\":\"A\",\"heading\":\"A\",\"address\":\"docs/a.html\"},"
                + "{\"page\":\"A\",\"heading\":\"Same\",\"address\":\"docs/a.html#same\"},"
                + "{\"page\":\"A\",\"heading\":\"Same\",\"address\":\"docs/a.html#same-1\"}];\n");
  }

  @Test
  void brokenLinksAreToldWithFileAndLineAndNothingIsWritten() {
    new Repository(root, "docs/a.md", "docs/b.md")
        .with(
            "docs/a.md",
            "# A\n\ntext and\n[one](gone.md) and\n\n- [two](b.md#gone)\n- ![three](../../p.svg)\n")
        .with("docs/b.md", "# B\n");
    assertThatThrownBy(() -> SiteBuilder.build(root, site))
        .isInstanceOf(SiteException.class)
        .hasMessage(
            """
            docs/a.md:4: the link 'gone.md' names no file
            docs/a.md:6: the link 'b.md#gone' names no heading of docs/b.md
            docs/a.md:7: the link '../../p.svg' leaves the repository""");
    assertThat(site).isEmptyDirectory();
  }

  @Test
  void aNavigationThatIsWrongSaysWhere() {
    assertThatThrownBy(() -> SiteBuilder.build(repository("docs/a.md", "docs/a.md"), site))
        .hasMessage("docs/navigation.yaml: docs/a.md is named twice; leave one");
    assertThatThrownBy(() -> SiteBuilder.build(repository("docs/b.md"), site))
        .hasMessage("docs/navigation.yaml: there is no file docs/b.md");
    new Repository(root).with("docs/navigation.yaml", "sections: [{title: A, pages: [], more: 1}]");
    assertThatThrownBy(() -> SiteBuilder.build(root, site))
        .isInstanceOf(SiteException.class)
        .hasMessageStartingWith("docs/navigation.yaml: ")
        .hasMessageContaining("more");
  }

  @Test
  void aTemplateWantsAllItsValues() {
    assertThatThrownBy(() -> new Template("a {{b}}").fill(Map.of()))
        .hasMessage("the template wants {{b}}, which nothing gives");
  }

  private Path repository(String... pages) {
    new Repository(root, pages).with("docs/a.md", "# A\n");
    return root;
  }
}
