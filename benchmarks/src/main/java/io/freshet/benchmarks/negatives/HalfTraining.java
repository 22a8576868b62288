/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.negatives;

import io.freshet.benchmarks.job.BoundedTraining;
import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.records.TrainingExample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Trainings over a list of examples.
 *
 * @param source the configuration's name, for messages
 * @param yaml the configuration that all trainings share
 */
record HalfTraining(String source, String yaml, long seed) {

  /** What the shared text says of a training into a directory. */
  FreshetConfig config(Map<String, String> settings, Path directory) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("sampling.seed", Long.toString(seed));
    all.put("training.seed", Long.toString(seed));
    all.put("registry.path", directory.resolve("registry").toUri().toString());
    all.put("training.version-every-steps", "1000000");
    all.put("checkpoints.interval", "10s");
    return ConfigReader.parse(source, yaml, all);
  }

  /**
   * The model folder of a training, which is done where it was not before.
   *
   * @param settings options that differ from the shared text
   */
  Path train(List<TrainingExample> examples, Map<String, String> settings, Path directory)
      throws Exception {
    Path model = directory.resolve("model");
    if (Files.isDirectory(model)) {
      return model;
    }
    Files.createDirectories(directory);
    Path file = BoundedTraining.write(directory.resolve("examples.jsonl"), examples);
    BoundedTraining.run(config(settings, directory), List.of(file), model);
    return model;
  }
}
