/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.service.http.Answer;
import io.freshet.service.http.Route;
import io.freshet.service.http.Route.Access;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The files of the page: served one by one to a browser, or in one piece that stands alone. Neither
 * asks for anything from elsewhere, and a browser runs no script but these.
 */
public final class PageAssets {
  /** Where all files but the page itself are served. */
  static final String BASE = "/page/";

  /** The version is that of the build; a test fails where it is another. */
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/";

  private static final String PLOTS = UPLOT + "dist/";
  private static final String OWN = "/page/";
  private static final List<String> STYLES = List.of(PLOTS + "uPlot.min.css", OWN + "style.css");
  private static final List<String> SCRIPTS =
      List.of(
          PLOTS + "uPlot.iife.min.js",
          OWN + "elements.js",
          OWN + "charts.js",
          OWN + "views.js",
          OWN + "acting.js",
          OWN + "searching.js",
          OWN + "page.js");
  private static final String POLICY =
      "default-src 'none'; style-src %s; script-src %s; img-src data:; connect-src %s;"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private PageAssets() {}

  /** The page under {@code /} and its files. */
  static List<Route> routes() throws IOException {
    List<Route> routes = new ArrayList<>();
    String policy = POLICY.formatted("'self'", "'self'", "'self'");
    Answer page =
        file("text/html", live())
            .with("Content-Security-Policy", policy)
            .with("Referrer-Policy", "no-referrer");
    routes.add(Route.get("/", Access.OPEN, () -> page));
    for (String style : STYLES) {
      Answer answer = file("text/css", read(style));
      routes.add(Route.get(BASE + name(style), Access.OPEN, () -> answer));
    }
    for (String script : SCRIPTS) {
      Answer answer = file("text/javascript", read(script));
      routes.add(Route.get(BASE + name(script), Access.OPEN, () -> answer));
    }
    return routes;
  }

  private static String live() throws IOException {
    StringBuilder head = new StringBuilder();
    for (String style : STYLES) {
      head.append("<link rel=\"stylesheet\" href=\"page/%s\">\n".formatted(name(style)));
    }
    StringBuilder scripts = new StringBuilder();
    for (String script : SCRIPTS) {
      scripts.append("<script src=\"page/%s\"></script>\n".formatted(name(script)));
    }
    return read(OWN + "page.html")
        .replace("@head@", head)
        .replace("@state@", "null")
        .replace("@scripts@", scripts);
  }

  /**
   * The page in one piece, which shows a state and nothing after it.
   *
   * @param state as the page's script reads it
   */
  public static String standing(JsonNode state) throws IOException {
    String style = joined(STYLES);
    // Who passes a report on passes uPlot on.
    String script = "/*\n" + read(UPLOT + "LICENSE") + "*/\n" + joined(SCRIPTS);
    String policy =
        POLICY
            // Of no effect in a meta element, and browsers say so.
            .replace("; frame-ancestors 'none'", "")
            .formatted("'" + hash(style) + "'", "'" + hash(script) + "'", "'none'");
    String head =
        "<meta http-equiv=\"Content-Security-Policy\" content=\"%s\">\n<style>%s</style>\n"
            .formatted(policy, style);
    return read(OWN + "page.html")
        .replace("@head@", head)
        // A closing tag in a text must not end the script that holds it.
        .replace("@state@", state.toString().replace("<", "\\u003c"))
        .replace("@scripts@", "<script>" + script + "</script>\n");
  }

  private static String joined(List<String> resources) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String resource : resources) {
      all.append(read(resource)).append('\n');
    }
    return all.toString();
  }

  private static String name(String resource) {
    return resource.substring(resource.lastIndexOf('/') + 1);
  }

  private static Answer file(String type, String text) {
    return new Answer(
        200,
        type + "; charset=utf-8",
        text.getBytes(UTF_8),
        Map.of("Cache-Control", "no-cache", "X-Content-Type-Options", "nosniff"));
  }

  private static String read(String resource) throws IOException {
    try (InputStream in = PageAssets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("the page's " + resource + " is missing from this build");
      }
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
