/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.tasks;

import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A model with the prompts of its folder: for a side of a search {@code <task>-<side>}, {@code
 * <task>} or {@code <side>}, for other texts {@code <task>} or the kind of task, whichever is there
 * first, else none. Thread-safe as the model.
 */
public final class ModelEncoder implements TaskEncoder {
  private final EmbeddingModel model;
  private final Optional<String> task;

  /** An encoder, of one task's prompts where a task is given. */
  public ModelEncoder(EmbeddingModel model, Optional<String> task) {
    this.model = model;
    this.task = task;
  }

  @Override
  public float[][] encode(List<String> texts, TextRole role) {
    String side = role.name().toLowerCase(Locale.ROOT);
    return embed(
        texts,
        role,
        task.stream().flatMap(name -> Stream.of(name + "-" + side, name)),
        model.prompt(role));
  }

  @Override
  public float[][] encode(List<String> texts, String taskType) {
    return embed(texts, TextRole.QUERY, Stream.concat(task.stream(), Stream.of(taskType)), "");
  }

  private float[][] embed(
      List<String> texts, TextRole role, Stream<String> names, String otherwise) {
    Map<String, String> prompts = model.prompts();
    String prompt =
        names.filter(prompts::containsKey).findFirst().map(prompts::get).orElse(otherwise);
    return model.embed(texts, role, prompt, model.maxLength());
  }
}
