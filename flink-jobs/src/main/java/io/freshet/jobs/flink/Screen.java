/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.flink;

import java.io.Serializable;
import java.util.Optional;

/** Looks at a decoded value and says why a job cannot use it. */
@FunctionalInterface
public interface Screen<T> extends Serializable {

  /**
   * Why a value is of no use.
   *
   * @param reason a short stable word, such as {@code unknown-task}
   * @param error the full message for a person
   */
  record Objection(String reason, String error) {}

  /** The objection to a value, or none. */
  Optional<Objection> objection(T value);

  /** A screen that lets everything pass. */
  static <T> Screen<T> none() {
    return value -> Optional.empty();
  }
}
