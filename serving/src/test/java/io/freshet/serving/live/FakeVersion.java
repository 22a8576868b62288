/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.live;

import io.freshet.connectors.opensearch.generations.DocumentProfile;
import io.freshet.connectors.opensearch.generations.IndexShape;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.connectors.opensearch.generations.TaskVectors;
import io.freshet.model.TextRole;
import io.freshet.model.TokenizedTexts;
import io.freshet.serving.QueryProfile;
import io.freshet.serving.encoding.VersionEncoder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A version without a model: the first number of a vector is the version's, the second the number
 * of the text's characters with its prompt. The text "poison" cannot be encoded.
 */
final class FakeVersion implements VersionEncoder {
  private static final String POISON = "poison";

  private final int number;
  private final AtomicInteger closed = new AtomicInteger();

  FakeVersion(int number) {
    this.number = number;
  }

  static ServingGeneration generation(int number) {
    return new ServingGeneration(
        "docs-g" + number, "vector", "digest-" + number, "version-" + number, number, "uri");
  }

  /** One with vectors of its own for a task, whose projection they went through. */
  static ServingGeneration withTask(int number, String task) {
    ServingGeneration plain = generation(number);
    DocumentProfile profile = new DocumentProfile("", 8, Optional.of(task));
    return new ServingGeneration(
        plain.index(),
        plain.vectorField(),
        plain.digest(),
        plain.versionName(),
        plain.versionStep(),
        plain.modelUri(),
        IndexShape.PLAIN.with(List.of(new TaskVectors("own", 2, profile, List.of(task)))));
  }

  int closed() {
    return closed.get();
  }

  @Override
  public TokenizedTexts tokenize(List<String> texts, TextRole role) {
    return tokenized(texts, 0, role);
  }

  @Override
  public TokenizedTexts tokenize(List<String> texts, QueryProfile task) {
    return tokenized(
        texts.stream().map(text -> task.prompt() + text).toList(),
        task.prompt().length(),
        TextRole.QUERY);
  }

  private TokenizedTexts tokenized(List<String> texts, int skipped, TextRole role) {
    use();
    return new TokenizedTexts(
        texts.stream().map(text -> text.chars().asLongStream().toArray()).toList(), skipped, role);
  }

  @Override
  public float[][] embed(TokenizedTexts texts) {
    use();
    return texts.ids().stream().map(this::vector).toArray(float[][]::new);
  }

  private float[] vector(long[] characters) {
    if (characters.length == POISON.length() && characters[0] == 'p') {
      throw new IllegalArgumentException("cannot encode " + POISON);
    }
    return new float[] {number, characters.length};
  }

  private void use() {
    if (closed.get() > 0) {
      throw new IllegalStateException("version " + number + " is closed");
    }
  }

  @Override
  public int dimension() {
    return 2;
  }

  @Override
  public void close() {
    closed.incrementAndGet();
  }
}
