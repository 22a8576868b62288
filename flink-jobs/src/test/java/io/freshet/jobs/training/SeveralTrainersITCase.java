/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.config.FreshetConfig;
import io.freshet.connectors.json.TrainingMessageJson;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.jobs.files.Reading;
import io.freshet.jobs.flink.Environments;
import io.freshet.jobs.flink.Uids;
import io.freshet.jobs.testing.MiniClusters;
import io.freshet.jobs.training.versions.TrainingResult;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.tensors.HostTensor;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two trainers on two TaskManagers that learn one model. */
@Timeout(300)
class SeveralTrainersITCase {

  @RegisterExtension
  static final MiniClusterExtension CLUSTER = MiniClusters.withLittleUnderWay(2, 1);

  /** Place of the oldest TaskManager that runs: for each that is lost another one is started. */
  private static final AtomicInteger OLDEST = new AtomicInteger();

  /**
   * The gradient of a key's bias is zero but for rounding, which AdamW would follow with a smaller
   * epsilon.
   */
  private static final String ALIKE = "dropout: 0, average-decay: 0, epsilon: 1e-6";

  @TempDir static Path shared;
  private static Path model;
  private static Path examples;

  @TempDir Path directory;

  @BeforeAll
  static void createModel() throws Exception {
    model = TinyTraining.model(shared);
    List<String> lines = new ArrayList<>();
    for (TrainingMessage message : TinyTraining.examples(260)) {
      lines.add(new String(TrainingMessageJson.encode(message), StandardCharsets.UTF_8));
    }
    examples = Files.write(shared.resolve("examples.jsonl"), lines);
  }

  /**
   * A training over the file, not started.
   *
   * @param home for its registry, its checkpoints and its result
   */
  private record Run(Path home, StreamExecutionEnvironment env) {
    static Run of(Path home, String training) throws IOException {
      FreshetConfig config =
          TinyTraining.config(
              Files.createDirectories(home), model, "localhost:1", "none", "hashmap", training);
      Configuration settings = Environments.configuration(config, "training");
      settings.set(
          RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
          Duration.ofMillis(1));
      StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
      TrainingJob.buildBounded(
          env,
          config,
          List.of(examples),
          Reading.examples(""),
          TrainingResult.model(home.resolve("model")));
      return new Run(home, env);
    }

    Path result() {
      return home.resolve("model");
    }

    List<String> versions() throws IOException {
      return new ModelRegistry("file://" + home + "/registry").names();
    }
  }

  private Path trained(String name, String training) throws Exception {
    Run run = Run.of(directory.resolve(name), training);
    assertThat(Uids.missing(run.env())).isEmpty();
    run.env().execute();
    return run.result();
  }

  @Test
  void twoTrainersLearnWhatOneLearns() throws Exception {
    Map<String, HostTensor> one = ModelFolder.read(trained("one", ALIKE)).tensors();
    Map<String, HostTensor> two =
        ModelFolder.read(trained("two", ALIKE + ", trainers: 2")).tensors();
    assertThat(two.keySet()).isEqualTo(one.keySet());
    float largest = 0;
    for (Map.Entry<String, HostTensor> each : two.entrySet()) {
      FloatBuffer actual = numbers(each.getValue());
      FloatBuffer expected = numbers(one.get(each.getKey()));
      assertThat(actual.remaining()).isEqualTo(expected.remaining());
      float before = largest;
      while (actual.hasRemaining()) {
        largest = Math.max(largest, Math.abs(actual.get() - expected.get()));
      }
      if (largest > before) {
        System.out.println("largest difference up to " + each.getKey() + ": " + largest);
      }
    }
    assertThat(largest).isLessThan(1e-4f);
  }

  private static FloatBuffer numbers(HostTensor tensor) {
    return tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  /** Whichever of them is lost, and whether every step is made together or every seventh is met. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void theLossOfATaskManagerChangesNothing(
      int meetEverySteps, @InjectMiniCluster MiniCluster running) throws Exception {
    String training = "dropout: 0.1, trainers: 2, meet-every-steps: " + meetEverySteps;
    byte[] expected = weights(trained("quiet", training));
    for (int lost : new int[] {OLDEST.getAndIncrement(), OLDEST.getAndIncrement()}) {
      Run rough = Run.of(directory.resolve("rough-" + lost), training);
      JobClient job = rough.env().executeAsync();
      // The first version is that of the start; the second is of a checkpoint that has completed.
      CompletableFuture<JobExecutionResult> result = job.getJobExecutionResult();
      while (rough.versions().size() < 2) {
        assertThat(ends(result)).as("the end before a second version").isFalse();
      }
      running.terminateTaskManager(lost).get(60, TimeUnit.SECONDS);
      running.startTaskManager();
      result.get(90, TimeUnit.SECONDS);
      assertThat(restarts(running, job.getJobID())).isPositive();
      assertThat(Arrays.equals(weights(rough.result()), expected))
          .as("the same bits without the TaskManager %d", lost)
          .isTrue();
    }
  }

  /** Whether a job ends within a moment. */
  private static boolean ends(CompletableFuture<JobExecutionResult> result) throws Exception {
    try {
      result.get(50, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private static byte[] weights(Path folder) throws IOException {
    return Files.readAllBytes(folder.resolve("model.safetensors"));
  }

  /** How often the trainers were started again. */
  private static int restarts(MiniCluster cluster, JobID job) throws Exception {
    return cluster
        .getArchivedExecutionGraph(job)
        .get(30, TimeUnit.SECONDS)
        .getAllVertices()
        .values()
        .stream()
        .filter(vertex -> vertex.getName().contains(TrainerOperator.UID))
        .mapToInt(
            vertex -> vertex.getTaskVertices()[0].getCurrentExecutionAttempt().getAttemptNumber())
        .max()
        .orElse(0);
  }
}
