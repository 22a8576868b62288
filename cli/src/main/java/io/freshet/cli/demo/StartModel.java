/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.demo;

import io.freshet.cli.dataset.DemoData;
import io.freshet.cli.models.PretrainedModel;
import io.freshet.connectors.registry.LocalFolders;
import io.freshet.model.folder.FreshModel;
import io.freshet.model.folder.ModelSize;
import io.freshet.model.text.WordPieceLearner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;

/** The model that the demonstration starts from, kept between runs. */
final class StartModel {
  private static final int VOCABULARY = 8000;
  private static final long SEED = 42;

  private StartModel() {}

  /** Makes a model in an empty folder. */
  private interface Maker {
    /** Returns the model's folder. */
    Path make(Path workplace) throws IOException;
  }

  /**
   * Makes the model, or finds it made already.
   *
   * @param data what a fresh model learns its tokenizer from, and keeps it beside
   * @param cache where a model is kept that no data changes
   */
  static Path prepare(DemoStart start, DemoData data, Path cache) throws IOException {
    return switch (start) {
      case FRESH -> fresh(data);
      case MINILM -> miniLm(cache);
    };
  }

  private static Path fresh(DemoData data) throws IOException {
    return once(
        data.directory().resolve("start-model-" + DemoConfig.MAX_LENGTH),
        workplace -> {
          Path tokenizer = Files.createDirectories(workplace.resolve("tokenizer"));
          Path model = workplace.resolve("model");
          WordPieceLearner.learn(Files.readAllLines(data.corpus()), VOCABULARY, tokenizer);
          FreshModel.create("bert", ModelSize.TINY, tokenizer, SEED, DemoConfig.MAX_LENGTH, model);
          return model;
        });
  }

  private static Path miniLm(Path cache) throws IOException {
    PretrainedModel pretrained = PretrainedModel.MINILM;
    return once(
        cache.resolve("%s-%d".formatted(pretrained.version(), DemoConfig.MAX_LENGTH)),
        workplace -> {
          Path model = workplace.resolve("model");
          pretrained.write(Optional.of(DemoConfig.MAX_LENGTH), model);
          return model;
        });
  }

  /** Lets a folder appear at once and whole, where it is not there. */
  private static Path once(Path folder, Maker maker) throws IOException {
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Path workplace = folder.resolveSibling(folder.getFileName() + ".part-" + UUID.randomUUID());
    Files.createDirectories(workplace);
    try {
      Files.move(maker.make(workplace), folder, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      LocalFolders.delete(workplace);
    }
    return folder;
  }
}
