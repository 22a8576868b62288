/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.speed;

import io.freshet.model.folder.FreshModel;
import io.freshet.model.folder.ModelSize;
import io.freshet.model.text.WordPieceLearner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fresh models for real texts, which sentence-transformers reads as well. */
final class TextModel {
  private static final int VOCABULARY = 30522;
  private static final int TEXTS_TO_LEARN_FROM = 20_000;

  private TextModel() {}

  /**
   * The tokenizer folder that was given; else one over a vocabulary learnt from the texts, split as
   * BERT splits: a tokenizer with rules for code would cost Python more than us.
   */
  static Path tokenizer(@Nullable Path given, TaskExamples examples, Path directory)
      throws IOException {
    if (given != null) {
      return given;
    }
    Path learnt = directory.resolve("learnt");
    List<String> texts = examples.texts().limit(TEXTS_TO_LEARN_FROM).toList();
    WordPieceLearner.learn(texts, VOCABULARY, learnt);
    Path plain = Files.createDirectories(directory.resolve("vocabulary"));
    Files.copy(learnt.resolve("vocab.txt"), plain.resolve("vocab.txt"));
    return plain;
  }

  /** Writes a model under a directory and returns its folder. */
  static Path create(ModelSize size, Path tokenizer, Path directory) throws IOException {
    Path folder = directory.resolve("model-" + size);
    if (Files.notExists(folder)) {
      FreshModel.create("bert", size, tokenizer, 1, folder);
    }
    return folder;
  }
}
