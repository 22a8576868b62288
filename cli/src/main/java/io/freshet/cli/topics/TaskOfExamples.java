/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.topics;

import io.freshet.cli.options.WrongUseException;
import io.freshet.config.FreshetConfig;
import java.util.Optional;
import java.util.TreeSet;

/** The task of training examples that name none. */
public final class TaskOfExamples {
  private TaskOfExamples() {}

  /**
   * The given task, else the only one of the configuration, else the empty string.
   *
   * @throws WrongUseException where the configuration has no such task
   */
  public static String of(Optional<String> given, FreshetConfig config) {
    if (given.isPresent() && !config.tasks().containsKey(given.get())) {
      throw new WrongUseException(
          "--task: '%s' is no task of the configuration; it has %s"
              .formatted(given.get(), new TreeSet<>(config.tasks().keySet())));
    }
    return given.orElseGet(
        () -> config.tasks().size() == 1 ? config.tasks().keySet().iterator().next() : "");
  }
}
