/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.model;

import io.freshet.connectors.NearestKey;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.model.TokenizedTexts;
import io.freshet.sql.options.EncoderOptions;
import io.freshet.sql.options.OptionNames;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.apache.flink.configuration.ReadableConfig;
import org.jspecify.annotations.Nullable;

/**
 * How a model reads texts. Immutable.
 *
 * @param role whether texts are documents or queries
 * @param task name of the prompt; null for none by name
 * @param prompt put before every text; null for the one by name, or else of the role
 * @param maxLength tokens of a text at most; 0 for the folder's own limit
 */
public record TextSettings(
    TextRole role, @Nullable String task, @Nullable String prompt, int maxLength)
    implements Serializable {

  /**
   * Reads settings.
   *
   * @throws org.apache.flink.table.api.ValidationException naming the option that is wrong
   */
  public static TextSettings of(ReadableConfig options) {
    if (options.getOptional(EncoderOptions.TASK).isPresent()
        && options.getOptional(EncoderOptions.PROMPT).isPresent()) {
      throw OptionNames.wrong(
          EncoderOptions.PROMPT, "'task' names a prompt already; give one of the two");
    }
    return new TextSettings(
        switch (options.get(EncoderOptions.KIND)) {
          case QUERY -> TextRole.QUERY;
          case DOCUMENT -> TextRole.DOCUMENT;
        },
        options.getOptional(EncoderOptions.TASK).orElse(null),
        options.getOptional(EncoderOptions.PROMPT).orElse(null),
        options
            .getOptional(EncoderOptions.MAX_LENGTH)
            .map(tokens -> EncoderSpec.atLeast(1, EncoderOptions.MAX_LENGTH, tokens))
            .orElse(0));
  }

  /**
   * Checks what only the model's folder knows.
   *
   * @throws IllegalArgumentException where the folder has no prompt of the task
   */
  void check(EmbeddingModel model) {
    if (task != null && !model.prompts().containsKey(task)) {
      throw new IllegalArgumentException(
          "option 'task': the model has no prompt '%s'; did you mean '%s'? Its prompts are %s"
              .formatted(
                  task,
                  NearestKey.of(task, model.prompts().keySet()).orElse(""),
                  model.prompts().keySet()));
    }
  }

  /** Tokenizes texts for the model. */
  TokenizedTexts tokenize(EmbeddingModel model, List<String> texts) {
    if (task == null && prompt == null && maxLength == 0) {
      return model.tokenize(texts, role);
    }
    String named = task == null ? role.name().toLowerCase(Locale.ROOT) : task;
    String before = prompt == null ? model.prompts().getOrDefault(named, "") : prompt;
    return model.tokenize(texts, role, before, maxLength == 0 ? model.maxLength() : maxLength);
  }
}
