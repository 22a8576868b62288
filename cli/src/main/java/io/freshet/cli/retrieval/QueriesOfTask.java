/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.retrieval;

import io.freshet.cli.options.WrongUseException;
import io.freshet.config.FreshetConfig;
import io.freshet.config.TaskConfig;
import io.freshet.serving.QueryProfile;
import java.util.Optional;
import java.util.TreeSet;

/** {@code --task}, for the commands that encode queries. */
final class QueriesOfTask {
  private QueriesOfTask() {}

  /**
   * How queries of a task are encoded; empty where none is named.
   *
   * @throws WrongUseException where the configuration has no such task
   */
  static Optional<QueryProfile> of(Optional<String> task, FreshetConfig config) {
    return task.map(
        name ->
            Optional.ofNullable(config.tasks().get(name))
                .map(TaskConfig::queries)
                .orElseThrow(
                    () ->
                        new WrongUseException(
                            "--task: the configuration has no task '%s'; its tasks are %s"
                                .formatted(name, new TreeSet<>(config.tasks().keySet())))));
  }
}
