/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config.option;

import java.util.function.Predicate;

/**
 * A part of the file whose keys are names of the user's choice, each with a value of one type.
 * Immutable.
 *
 * @param each what every value must be; its key is that of the part
 * @param placeholder stands for the names in documents
 * @param otherwise the key of the option that holds for names without a value; empty for none
 * @param secret tells by the name whether a value is a secret
 */
public record Entries<T>(
    Option<T> each, String placeholder, String otherwise, Predicate<String> secret) {

  /** The key of the part. */
  public String key() {
    return each.key();
  }

  /** The option of one name. */
  public Option<T> valueOf(String name) {
    return secret.test(name) ? each.asSecret() : each;
  }
}
