/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.speed;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.benchmarks.sidebyside.Stand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Encoding of real texts, beside {@code SentenceTransformer.encode} over the same: it pads batches
 * of a fixed number of texts, so that its speed depends much on that number.
 */
final class Encoding {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long SEED = 20260102;

  private final Stand stand;
  private final TaskExamples examples;

  Encoding(Stand stand, TaskExamples examples) {
    this.stand = stand;
    this.examples = examples;
  }

  /**
   * Measures a model on queries and documents in equal parts.
   *
   * @param alpha power of a task's number of examples that its share goes with
   * @param length tokens of a text at most
   * @param texts of a block
   * @param theirBatch texts of a batch on the other side
   */
  Stand.Outcome measure(Path folder, double alpha, int length, int texts, int theirBatch)
      throws IOException {
    List<String> all = new ArrayList<>();
    for (TaskExamples.Batch batch :
        examples.draw(stand.units(texts) / 2 + 1, 1, alpha, new Random(SEED))) {
      all.addAll(batch.queries());
      all.addAll(batch.positives());
    }
    Path file = Files.createTempFile(stand.directory(), "texts", ".jsonl");
    List<String> lines = new ArrayList<>();
    for (String text : all) {
      lines.add(JSON.writeValueAsString(text));
    }
    Files.write(file, lines);
    try (EncodingSide ours = EncodingSide.ofTexts(folder, all, length, stand.threads())) {
      return stand.measure(
          ours,
          new Stand.Work("text", texts, "encoding_speed.py"),
          folder,
          file,
          length,
          stand.threads(),
          theirBatch);
    }
  }
}
