/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

import java.util.regex.Pattern;

/** The form of what configurations call by name. */
final class Names {
  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  private Names() {}

  /**
   * Checks a name.
   *
   * @param what it names, for the message
   * @throws IllegalArgumentException on a name of another form
   */
  static void check(String what, String name) {
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a %s is named by lower-case words with hyphens between them, not '%s'"
              .formatted(what, name));
    }
  }
}
