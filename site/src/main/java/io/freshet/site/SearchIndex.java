/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** All headings of the site, for the search in the browser. */
final class SearchIndex {
  private SearchIndex() {}

  /**
   * One heading.
   *
   * @param page title of its page
   * @param heading its text
   * @param address from the top of the site
   */
  record Entry(String page, String heading, String address) {}

  /**
   * A script that gives the browser the headings as JSON. A script and not a file of JSON, because
   * a page that was opened from a disk may not read one.
   */
  static String script(List<Page> pages) throws JsonProcessingException {
    return "const FRESHET_HEADINGS = "
        + new ObjectMapper().writeValueAsString(entries(pages))
        + ";\n";
  }

  private static List<Entry> entries(List<Page> pages) {
    List<Entry> entries = new ArrayList<>();
    for (Page page : pages) {
      for (Heading heading : page.headings().values()) {
        String anchor = heading.level() == 1 ? "" : "#" + heading.anchor();
        entries.add(new Entry(page.title(), heading.text(), page.address() + anchor));
      }
    }
    return entries;
  }
}
