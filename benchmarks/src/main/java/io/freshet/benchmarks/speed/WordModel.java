/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.speed;

import io.freshet.model.ComputeOptions;
import io.freshet.model.Precision;
import io.freshet.model.folder.FreshModel;
import io.freshet.model.folder.ModelSize;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.batch.TrainingStep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A fresh model whose every token is one made-up word, and texts of an exact number of tokens. */
public final class WordModel {
  /** The one task that it is trained for. */
  public static final String TASK = "words";

  private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
  private static final int SPECIAL_IN_A_TEXT = 2;

  private final Path folder;
  private final int words;

  private WordModel(Path folder, int words) {
    this.folder = folder;
    this.words = words;
  }

  /** Writes the model under a directory. */
  public static WordModel create(Path directory, ModelSize size, int vocabulary)
      throws IOException {
    Path tokenizer = Files.createDirectories(directory.resolve("tokenizer"));
    List<String> lines = new ArrayList<>(SPECIAL);
    int words = vocabulary - SPECIAL.size();
    for (int i = 0; i < words; i++) {
      lines.add("w" + i);
    }
    Files.write(tokenizer.resolve("vocab.txt"), lines, StandardCharsets.UTF_8);
    Path folder = directory.resolve("model");
    FreshModel.create("bert", size, tokenizer, 1, folder);
    return new WordModel(folder, words);
  }

  /** Where the model lies. */
  public Path folder() {
    return folder;
  }

  /** Steps of a shape in float32. */
  public FreshetSide side(TrainingShape shape) throws IOException {
    return side(shape, Precision.FLOAT32);
  }

  /** Steps of a shape. */
  public FreshetSide side(TrainingShape shape, Precision precision) throws IOException {
    return new FreshetSide(
        folder,
        List.of(TASK),
        shape.tokens(),
        shape.dropout(),
        ComputeOptions.cpu(shape.threads()).withPrecision(precision),
        index -> step(index, shape.pairs(), shape.tokens()));
  }

  /** A step of one sub-batch without negatives, all texts of the same number of tokens. */
  public TrainingStep step(long index, int pairs, int tokens) {
    Random random = new Random(index);
    List<TrainingRow> rows = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      rows.add(
          new TrainingRow(
              "e" + i,
              text(random, tokens),
              "",
              text(random, tokens),
              List.of(),
              Double.NaN,
              1,
              true));
    }
    return new TrainingStep(index, List.of(new SubBatch(TASK, rows)));
  }

  /** A text that becomes a number of tokens, special ones included. */
  public String text(Random random, int tokens) {
    StringBuilder text = new StringBuilder();
    for (int i = SPECIAL_IN_A_TEXT; i < tokens; i++) {
      text.append('w').append(random.nextInt(words)).append(' ');
    }
    return text.toString();
  }
}
