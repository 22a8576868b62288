/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.negatives;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.json.TrainingMessageJson;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Origin;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.jobs.probes.HeldOutQueries;
import io.freshet.model.files.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Examples in files of JSON lines. Stateless. */
final class Streams {
  private Streams() {}

  /**
   * The examples of tasks in one random order.
   *
   * @param directory with a file {@code <task>.jsonl} for each
   * @param held test queries, whose examples are left out
   */
  static List<TrainingExample> shuffled(
      Path directory, Iterable<String> tasks, HeldOutQueries held, long seed) throws IOException {
    List<TrainingExample> examples = new ArrayList<>();
    for (String task : tasks) {
      Path file = directory.resolve(task + ".jsonl");
      long number = 0;
      for (String line : TextFile.read(file).lines().toList()) {
        Origin origin = new Origin(file.toString(), 0, number, -1);
        number++;
        TrainingExample example = example(task, line, origin);
        if (held.leaks(example).isEmpty()) {
          examples.add(example);
        }
      }
    }
    Collections.shuffle(examples, new Random(seed));
    return examples;
  }

  private static TrainingExample example(String task, String line, Origin origin) {
    Decoded<TrainingMessage> decoded =
        TrainingMessageJson.decode(RawRecord.ofLine(task, line.getBytes(UTF_8), origin));
    if (decoded instanceof Decoded.Accepted<TrainingMessage> accepted
        && accepted.value() instanceof TrainingExample example) {
      return example;
    }
    throw new IllegalArgumentException("no example: " + decoded);
  }
}
