/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.config.FreshetConfig;
import io.freshet.connectors.json.TrainingMessageJson;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.deployment.cluster.EmbeddedCluster;
import io.freshet.jobs.files.Reading;
import io.freshet.jobs.flink.Environments;
import io.freshet.jobs.training.TrainingJob;
import io.freshet.jobs.training.versions.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The training job over files, in a small cluster within this process. Stateless. */
public final class BoundedTraining {
  private BoundedTraining() {}

  /** Writes examples for it, one a line. */
  public static Path write(Path file, List<TrainingExample> examples) throws IOException {
    return Files.write(
        file,
        examples.stream().map(each -> new String(TrainingMessageJson.encode(each), UTF_8)).toList(),
        UTF_8);
  }

  /**
   * Trains over files, one after the other, to their end.
   *
   * @param model the folder of the last weights, which must not exist
   */
  public static void run(FreshetConfig config, List<Path> files, Path model) throws Exception {
    Path work = Files.createTempDirectory("freshet-training");
    StreamExecutionEnvironment env = Environments.createWithoutRestarts(config, TrainingJob.NAME);
    TrainingJob.buildBounded(env, config, files, Reading.examples(""), TrainingResult.model(model));
    try (EmbeddedCluster cluster = EmbeddedCluster.start(EmbeddedCluster.Size.small(), work)) {
      cluster.run(env);
    }
  }
}
