/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.page;

import io.freshet.cli.observe.RunSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The page in one piece: markup, style and script, which asks for nothing from elsewhere. */
public final class PageTemplate {

  private PageTemplate() {}

  /** The page that follows a run by asking its server every second. */
  public static String live() throws IOException {
    return assembled("null");
  }

  /** The page that shows a run as it ended and stands alone. */
  public static String standing(RunSnapshot run) throws IOException {
    // A closing tag in a text must not end the script that holds it.
    return assembled(StateJson.of(run, true).toString().replace("<", "\\u003c"));
  }

  private static String assembled(String state) throws IOException {
    return resource("page.html")
        .replace("@style@", resource("style.css"))
        .replace("@script@", resource("charts.js") + resource("page.js"))
        .replace("@state@", state);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = PageTemplate.class.getResourceAsStream("/page/" + name)) {
      if (in == null) {
        throw new IOException("the page's " + name + " is missing from this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
