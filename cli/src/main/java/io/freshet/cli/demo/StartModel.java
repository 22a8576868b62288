/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.demo;

import io.freshet.connectors.registry.LocalFolders;
import io.freshet.model.folder.FreshModel;
import io.freshet.model.folder.ModelSize;
import io.freshet.model.text.WordPieceLearner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** The fresh model that the demonstration starts from, made once a data set. */
final class StartModel {
  private static final int VOCABULARY = 8000;
  private static final long SEED = 42;

  private StartModel() {}

  /**
   * Learns the tokenizer and makes the model, or finds both made already.
   *
   * @param corpus texts, one a line
   * @param folder where the model is, or will be, at once and whole
   */
  static Path prepare(Path corpus, Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Path aside = folder.resolveSibling(folder.getFileName() + ".part-" + UUID.randomUUID());
    Path tokenizer = aside.resolve("tokenizer");
    Path model = aside.resolve("model");
    Files.createDirectories(tokenizer);
    try {
      WordPieceLearner.learn(Files.readAllLines(corpus), VOCABULARY, tokenizer);
      FreshModel.create("bert", ModelSize.TINY, tokenizer, SEED, DemoConfig.MAX_LENGTH, model);
      Files.move(model, folder, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      LocalFolders.delete(aside);
    }
    return folder;
  }
}
