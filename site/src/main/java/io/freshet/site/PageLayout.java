/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.site;

import java.util.List;
import java.util.Map;

/** The page around a text: navigation, contents, the ways to the previous and the next page. */
final class PageLayout {
  private final Library library;
  private final Template template;

  PageLayout(Library library, Template template) {
    this.library = library;
    this.template = template;
  }

  /** The whole HTML of a page with this body. */
  String of(Page page, String body) {
    List<Page> pages = library.pages();
    int at = pages.indexOf(page);
    return template.fill(
        Map.of(
            "title", Html.escape(page.title()),
            "top", Html.toTop(page.address()),
            "navigation", navigation(page.address()),
            "contents", contents(page),
            "body", body,
            "previous", at > 0 ? way("prev", page, pages.get(at - 1)) : "",
            "next", at + 1 < pages.size() ? way("next", page, pages.get(at + 1)) : ""));
  }

  /** The whole HTML of a page that shows a file as it is. */
  String ofSource(Target.OfFile file, String text) {
    String body =
        "<h1>%s</h1>\n<pre tabindex=\"0\"><code>%s</code></pre>\n"
            .formatted(Html.escape(file.path()), Html.escape(text));
    return template.fill(
        Map.of(
            "title",
            Html.escape(file.path()),
            "top",
            Html.toTop(file.address()),
            "navigation",
            navigation(file.address()),
            "contents",
            "",
            "body",
            body,
            "previous",
            "",
            "next",
            ""));
  }

  private String navigation(String address) {
    StringBuilder html = new StringBuilder();
    for (Navigation.Section section : library.navigation().sections()) {
      html.append("<h2>").append(Html.escape(section.title())).append("</h2>\n<ul>\n");
      for (String path : section.pages()) {
        Page page = library.page(path);
        String current = page.address().equals(address) ? " aria-current=\"page\"" : "";
        html.append(
            "<li><a href=\"%s\"%s>%s</a></li>\n"
                .formatted(
                    Html.escape(Html.relative(address, page.address())),
                    current,
                    Html.escape(page.title())));
      }
      html.append("</ul>\n");
    }
    return html.toString();
  }

  private static String contents(Page page) {
    if (page.contents().isEmpty()) {
      return "";
    }
    StringBuilder html = new StringBuilder("<h2>On this page</h2>\n<ul>\n");
    for (Heading heading : page.contents()) {
      html.append("<li class=\"level")
          .append(heading.level())
          .append("\">")
          .append(Html.link("#" + heading.anchor(), heading.text()))
          .append("</li>\n");
    }
    return html.append("</ul>\n").toString();
  }

  private static String way(String relation, Page from, Page to) {
    return "<a rel=\"%s\" href=\"%s\">%s</a>"
        .formatted(
            relation,
            Html.escape(Html.relative(from.address(), to.address())),
            Html.escape(to.title()));
  }
}
