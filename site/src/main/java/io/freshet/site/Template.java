/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.site;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with {@code {{names}}} for which values are put in. */
final class Template {
  private static final Pattern NAME = Pattern.compile("\\{\\{(\\w+)}}");

  private final String text;

  Template(String text) {
    this.text = text;
  }

  /** The template in a resource of this package. */
  static Template resource(String name) throws IOException {
    return new Template(new String(bytes(name), UTF_8));
  }

  /** The bytes of a resource of this package. */
  static byte[] bytes(String name) throws IOException {
    try (InputStream in = Template.class.getResourceAsStream(name)) {
      return Optional.ofNullable(in)
          .orElseThrow(() -> new SiteException("no resource " + name))
          .readAllBytes();
    }
  }

  /**
   * The text with the values in place, which must be HTML already.
   *
   * @throws SiteException if the text names a value that is not given
   */
  String fill(Map<String, String> values) {
    return NAME.matcher(text)
        .replaceAll(name -> Matcher.quoteReplacement(value(values, name.group(1))));
  }

  private static String value(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new SiteException("the template wants {{" + name + "}}, which nothing gives");
    }
    return value;
  }
}
