/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import io.freshet.cli.options.WrongUseException;
import io.freshet.config.FreshetConfig;
import io.freshet.config.TaskConfig;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Encodes queries by the serving version: as {@code search} does or, for a task of the
 * configuration, with its prompt and length as the live windows do. Immutable; as thread-safe as
 * the model.
 */
final class LiveEncoder {
  /**
   * A task's way with queries.
   *
   * @param length tokens of a query at most
   */
  private record Prompt(String text, int length) {}

  private final EmbeddingModel model;
  private final Optional<Prompt> prompt;

  private LiveEncoder(EmbeddingModel model, Optional<Prompt> prompt) {
    this.model = model;
    this.prompt = prompt;
  }

  /**
   * An encoder.
   *
   * @throws WrongUseException where the configuration has no such task
   */
  static LiveEncoder of(EmbeddingModel model, FreshetConfig config, Optional<String> task) {
    if (task.isEmpty()) {
      return new LiveEncoder(model, Optional.empty());
    }
    TaskConfig known = config.tasks().get(task.get());
    if (known == null) {
      throw new WrongUseException(
          "--task: the configuration has no task '%s'; its tasks are %s"
              .formatted(task.get(), new TreeSet<>(config.tasks().keySet())));
    }
    int length = Math.min(known.queryMaxLength(), model.maxLength());
    return new LiveEncoder(model, Optional.of(new Prompt(known.queryPrompt(), length)));
  }

  /** Returns [texts, dimension]. */
  float[][] encode(List<String> texts) {
    return prompt
        .map(task -> model.embed(texts, task.text(), task.length()))
        .orElseGet(() -> model.embed(texts, TextRole.QUERY));
  }

  /** What vectors depend on beside the version. */
  Map<String, String> about() {
    return prompt
        .map(
            task ->
                Map.of(
                    "query-prompt", task.text(), "query-length", Integer.toString(task.length())))
        .orElseGet(Map::of);
  }
}
