/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.model.folder.FreshModel;
import io.freshet.model.folder.ModelSize;
import io.freshet.model.text.WordPieceLearner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** A tiny model, configuration and examples to train on within seconds. */
public final class TinyTraining {

  private static final String[] WORDS = {
    "checkpoint", "barrier", "state", "operator", "stream", "window", "event", "key", "record",
    "offset", "topic", "partition", "index", "query", "document", "vector", "segment", "merge"
  };

  private TinyTraining() {}

  /** Creates a model folder and returns it. */
  public static Path model(Path directory) throws IOException {
    Path tokenizer = directory.resolve("tokenizer");
    WordPieceLearner.learn(List.of(String.join(" ", WORDS)), 120, tokenizer);
    Path model = directory.resolve("model");
    FreshModel.create("bert", ModelSize.TINY, tokenizer, 1, 32, model);
    return model;
  }

  /**
   * A configuration of two tasks, one of retrieval and one of graded similarity.
   *
   * @param bootstrap of Kafka; topics get the prefix
   */
  static FreshetConfig config(
      Path directory, Path model, String bootstrap, String prefix, String backend) {
    return config(directory, model, bootstrap, prefix, backend, "dropout: 0.1");
  }

  /** The same with options of the training. */
  static FreshetConfig config(
      Path directory,
      Path model,
      String bootstrap,
      String prefix,
      String backend,
      String training) {
    return ConfigReader.parse(
        "test",
        String.format(
            Locale.ROOT,
            """
            kafka:
              bootstrap-servers: "%s"
              topics: {training-examples: %2$s-training, model-versions: %2$s-versions, metrics: %2$s-metrics, dead-letters: %2$s-letters}
            model: {path: "%3$s", max-length: 24, device: cpu, threads: 1}
            tasks:
              search: {kind: retrieval, temperature: 0.05, query-max-length: 16, document-max-length: 16, batch-size: 6}
              sts: {kind: similarity, temperature: 0.05, query-max-length: 16, document-max-length: 16, batch-size: 4}
            sampling: {tasks-per-step: 2, replay-ratio: 1, minimum-buffered: 6, seed: 5, fresh-capacity: 64, reservoir-capacity: 64}
            training: {learning-rate: 1e-3, warmup-steps: 5, version-every-steps: 20, report-every-steps: 10, %6$s}
            registry: {path: "file://%4$s/registry"}
            checkpoints: {directory: "file://%4$s/checkpoints", interval: 200ms, state-backend: %5$s}
            """,
            bootstrap,
            prefix,
            model,
            directory,
            backend,
            training));
  }

  /** Examples of both tasks, mixed. */
  static List<TrainingMessage> examples(int count) {
    SplittableRandom random = new SplittableRandom(9);
    List<TrainingMessage> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean graded = i % 3 == 0;
      examples.add(
          new TrainingExample(
              "e" + i,
              graded ? "sts" : "search",
              text(random) + " " + i,
              List.of(new TextItem("", text(random) + " of " + i)),
              graded ? List.of() : List.of(new TextItem("", text(random))),
              graded ? List.of(random.nextInt(6) / 5.0) : List.of(),
              List.of(),
              "",
              "",
              "",
              1.0,
              i));
    }
    return examples;
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.toString();
  }
}
