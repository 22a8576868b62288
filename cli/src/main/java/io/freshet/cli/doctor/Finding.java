/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.doctor;

import java.util.Locale;

/**
 * One thing that was looked at.
 *
 * @param subject what it is
 * @param seen what was found, in a few words
 * @param remedy what to do; empty where nothing has to be done
 */
record Finding(Level level, String subject, String seen, String remedy) {

  /** How it is. */
  enum Level {
    OK,
    WARN,
    FAIL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** As it must be. */
  static Finding ok(String subject, String seen) {
    return new Finding(Level.OK, subject, seen, "");
  }

  /** Works, but not as well as it might, or not for everything. */
  static Finding warn(String subject, String seen, String remedy) {
    return new Finding(Level.WARN, subject, seen, remedy);
  }

  /** Does not work. */
  static Finding fail(String subject, String seen, String remedy) {
    return new Finding(Level.FAIL, subject, seen, remedy);
  }

  /** By an amount: as it must be from one limit on, not at all below another. */
  static Finding atLeast(
      long amount, long well, long barely, String subject, String seen, String remedy) {
    Level level = amount >= well ? Level.OK : amount >= barely ? Level.WARN : Level.FAIL;
    return new Finding(level, subject, seen, level == Level.OK ? "" : remedy);
  }
}
