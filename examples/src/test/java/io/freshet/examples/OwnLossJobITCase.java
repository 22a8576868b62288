/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.jobs.files.Reading;
import io.freshet.jobs.flink.Environments;
import io.freshet.jobs.training.TrainingJob;
import io.freshet.jobs.training.versions.TrainingResult;
import io.freshet.model.folder.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The training job, run over a file, trains the own architecture towards the own loss. */
class OwnLossJobITCase {
  @TempDir Path directory;

  @Test
  void theJobTrainsWhatTheExamplesDefine() throws Exception {
    Path model = Trainings.model(directory, "pre-norm-bert");
    Path input = examples();
    ModelFolder near = trained(model, input, "alignment-uniformity(scale=8)");
    assertThat(near.architecture().modelType()).isEqualTo("pre-norm-bert");
    assertThat(near.digest()).isNotEqualTo(ModelFolder.read(model).digest());
    assertThat(trained(model, input, "alignment-uniformity(scale=8)").digest())
        .as("the same again")
        .isEqualTo(near.digest());
    assertThat(trained(model, input, "alignment-uniformity").digest())
        .as("its parameter reaches the program")
        .isNotEqualTo(near.digest());
  }

  private ModelFolder trained(Path model, Path input, String losses) throws Exception {
    Path own = Files.createTempDirectory(directory, "run");
    FreshetConfig config =
        ConfigReader.parse(
            "test",
            """
            model: {path: "%s", device: cpu, threads: 1}
            tasks:
              pairs: {losses: "%s", batch-size: 4}
            sampling: {tasks-per-step: 1, minimum-buffered: 4, seed: 5}
            training: {learning-rate: 1e-3, warmup-steps: 0, dropout: 0}
            registry: {path: "file://%s/registry"}
            checkpoints: {directory: "file://%s/checkpoints"}
            """
                .formatted(model, losses, own, own));
    StreamExecutionEnvironment env = Environments.create(config, "training");
    TrainingJob.buildBounded(
        env,
        config,
        List.of(input),
        Reading.examples(""),
        TrainingResult.model(own.resolve("result")));
    env.execute();
    return ModelFolder.read(own.resolve("result"));
  }

  private Path examples() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      for (String query : Trainings.queries()) {
        lines.add(
            """
            {"id": "%s %d", "task": "pairs", "query": "%s", "pos": ["%s"]}"""
                .formatted(query, i, query, Trainings.PAIRS.get(query)));
      }
    }
    return Files.write(directory.resolve("examples.jsonl"), lines);
  }
}
