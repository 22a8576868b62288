/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.model.TextRole;
import io.freshet.service.http.Refusal;
import io.freshet.service.http.RequestBody;
import io.freshet.serving.QueryProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request for embeddings in OpenAI's form, with the fields {@code kind} and {@code task} beside.
 *
 * @param task whose queries the texts are; empty for the version's own way with the role
 * @param dimensions numbers of an embedding that are wanted; empty for all
 * @param base64 whether embeddings are wanted as bytes
 */
record EmbeddingsRequest(
    List<String> texts,
    TextRole role,
    Optional<QueryProfile> task,
    Optional<Integer> dimensions,
    boolean base64) {
  private static final int WIDEST = 1 << 16;

  private enum Format {
    FLOAT,
    BASE64
  }

  /** Keeps a copy of the texts. */
  EmbeddingsRequest {
    texts = List.copyOf(texts);
  }

  /**
   * Reads a body.
   *
   * @param most texts at most
   */
  static EmbeddingsRequest parse(RequestBody body, TaskQueries tasks, int most) {
    // A client that can set nothing else chooses a task by the name of the model.
    Optional<QueryProfile> task = tasks.of(body).or(() -> body.text("model").flatMap(tasks::named));
    Optional<TextRole> kind = body.choice("kind", TextRole.class);
    if (kind.equals(Optional.of(TextRole.DOCUMENT)) && body.get("task").isPresent()) {
      throw Refusal.ofField(
          "task", "is for queries; an index has one vector a document, whatever the task");
    }
    TextRole role = kind.orElse(task.isPresent() ? TextRole.QUERY : TextRole.DOCUMENT);
    return new EmbeddingsRequest(
        input(body, most),
        role,
        role == TextRole.QUERY ? task : Optional.empty(),
        body.integer("dimensions", 1, WIDEST),
        body.choice("encoding_format", Format.class).orElse(Format.FLOAT) == Format.BASE64);
  }

  private static List<String> input(RequestBody body, int most) {
    JsonNode input =
        body.get("input")
            .orElseThrow(
                () -> Refusal.ofField("input", "must be given: a string, or an array of strings"));
    List<String> texts = new ArrayList<>();
    if (input.isArray()) {
      if (input.isEmpty() || input.size() > most) {
        throw Refusal.ofField(
            "input", "has %d texts; expected 1 to %d".formatted(input.size(), most));
      }
      input.forEach(text -> texts.add(text(text)));
    } else {
      texts.add(text(input));
    }
    return texts;
  }

  private static String text(JsonNode node) {
    if (node.isNumber() || node.isArray()) {
      throw Refusal.ofField(
          "input", "token ids are those of another tokenizer than this version's; send texts");
    }
    if (!node.isTextual() || node.textValue().isEmpty()) {
      throw Refusal.ofField("input", "every text must be a string that is not empty");
    }
    return node.textValue();
  }
}
