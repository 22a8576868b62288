/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.job;

import io.freshet.benchmarks.sidebyside.MedianInterval;
import io.freshet.benchmarks.sidebyside.Stand;
import io.freshet.benchmarks.sidebyside.Target;
import io.freshet.benchmarks.speed.WordModel;
import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.json.TrainingMessageJson;
import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.jobs.files.Reading;
import io.freshet.jobs.flink.Environments;
import io.freshet.jobs.training.TrainingJob;
import io.freshet.jobs.training.versions.TrainingResult;
import io.freshet.model.folder.ModelSize;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.client.JobCancellationException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.FileUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * For how long a checkpoint holds the training job up, beside the duration of a step, and how long
 * the job takes to go on from a checkpoint: the job itself, in this JVM, over a file of examples,
 * by its own metrics.
 */
@Command(
    name = "barrier-stall",
    mixinStandardHelpOptions = true,
    description = "Measures the stall of training at a checkpoint beside a step, and a restore.")
public final class BarrierStall implements Callable<Integer> {
  private static final int VOCABULARY = 30522;
  private static final Duration PAUSE = Duration.ofMillis(50);

  @Option(names = "--size", defaultValue = "BASE", description = "One of: ${COMPLETION-CANDIDATES}")
  private ModelSize size = ModelSize.BASE;

  @Option(names = "--pairs", defaultValue = "16", description = "Rows of a step.")
  private int pairs;

  @Option(names = "--tokens", defaultValue = "32", description = "Tokens of every text.")
  private int tokens;

  @Option(names = "--checkpoints", defaultValue = "9", description = "Checkpoints that count.")
  private int checkpoints;

  @Option(names = "--interval", defaultValue = "10s", description = "From one to the next.")
  private String interval = "10s";

  @Option(
      names = "--raw-snapshots",
      description = "Write snapshots as they are, which Flink restores byte by byte from the file.")
  private boolean raw;

  private final PrintStream out;

  private BarrierStall(PrintStream out) {
    this.out = out;
  }

  /** Runs the measurement; exits with 1 where it misses its bound. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BarrierStall(System.out)).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Path directory = Files.createTempDirectory("barrier-stall");
    try {
      WordModel model = WordModel.create(directory, size, VOCABULARY);
      long bytes = Files.size(model.folder().resolve("model.safetensors"));
      out.printf(
          "BERT of %d layers of %d, %.1f M parameters; steps of %d pairs of %d tokens; load %s%n",
          size.layers(), size.width(), bytes / 4e6, pairs, tokens, Stand.load());
      Path examples = examples(model, directory);
      Path first = directory.resolve("first");
      double started = run(directory, model, examples, first, "", checkpoints);
      boolean met = tell(GaugeFile.steps(first), GaugeFile.stalls(first));
      double restored =
          run(directory, model, examples, directory.resolve("second"), newest(directory), 0);
      out.printf(
          "from the start of the job to the end of its first step: %.1f s from the model, %.1f s from a checkpoint; load %s%n",
          started, restored, Stand.load());
      return met ? 0 : 1;
    } finally {
      // Flink may still be deleting checkpoints in it.
      FileUtils.deleteDirectory(directory.toFile());
    }
  }

  private boolean tell(double[] steps, double[] stalls) {
    // The first ones warm up: programs are compiled, memory is mapped.
    MedianInterval step = MedianInterval.of(settled(steps));
    MedianInterval stall = MedianInterval.of(settled(stalls));
    out.printf(
        Locale.ROOT,
        "a step %.0f ms (%.0f to %.0f, %d), a stall %.0f ms (%.0f to %.0f, %d); medians, intervals, numbers; the longest stall %.0f ms%n",
        step.median(),
        step.low(),
        step.high(),
        steps.length - 2,
        stall.median(),
        stall.low(),
        stall.high(),
        stalls.length - 2,
        settled(stalls).stream().mapToDouble(each -> each).max().orElse(0));
    Target target =
        Target.atMost(
            "steps that a checkpoint holds training up", stall.median() / step.median(), 1);
    out.println(target);
    return target.met();
  }

  private static List<Double> settled(double[] values) {
    return Arrays.stream(values).skip(2).boxed().toList();
  }

  /**
   * Runs the job until it has made a step and a number of checkpoints, then cancels it.
   *
   * @param from a checkpoint, or the empty string
   * @return the seconds to the end of its first step
   */
  private double run(
      Path directory, WordModel model, Path examples, Path gauges, String from, int wanted)
      throws Exception {
    FreshetConfig config = config(directory, model);
    Configuration settings = Environments.configuration(config, "training");
    settings.set(CoreOptions.TMP_DIRS, directory.toString());
    settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(64));
    settings.set(ExecutionOptions.SNAPSHOT_COMPRESSION, !raw);
    GaugeFile.configure(settings, gauges);
    if (!from.isEmpty()) {
      settings.set(StateRecoveryOptions.SAVEPOINT_PATH, from);
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, settings);
    TrainingJob.buildBounded(
        env,
        config,
        List.of(examples),
        Reading.examples(""),
        TrainingResult.model(gauges.resolveSibling(gauges.getFileName() + "-result")));
    long start = System.nanoTime();
    JobClient client = env.executeAsync();
    await(client, () -> GaugeFile.steps(gauges).length > 0);
    double seconds = (System.nanoTime() - start) / 1e9;
    if (wanted > 0) {
      await(client, () -> GaugeFile.stalls(gauges).length >= wanted + 2);
    }
    client.cancel().get();
    awaitEnd(client);
    return seconds;
  }

  private static void await(JobClient client, Callable<Boolean> condition) throws Exception {
    while (!condition.call()) {
      if (client.getJobStatus().get().isGloballyTerminalState()) {
        throw new IOException("the job ended too early; its log says why");
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** Waits until a job that was cancelled is over, and its cluster with it. */
  private static void awaitEnd(JobClient client) throws InterruptedException, ExecutionException {
    try {
      client.getJobExecutionResult().get();
    } catch (ExecutionException e) {
      if (ExceptionUtils.findThrowable(e, JobCancellationException.class).isEmpty()) {
        throw e;
      }
    }
  }

  private FreshetConfig config(Path directory, WordModel model) {
    return ConfigReader.parse(
        "barrier-stall",
        String.format(
            Locale.ROOT,
            """
            model: {path: "%s", max-length: %d}
            tasks: {words: {kind: retrieval, batch-size: %d}}
            sampling: {replay-ratio: 1, minimum-buffered: %3$d, reservoir-capacity: 1000}
            training: {dropout: 0.1, version-every-steps: 1000000}
            registry: {path: "file://%4$s/registry"}
            checkpoints: {directory: "file://%4$s/checkpoints", interval: %5$s}
            """,
            model.folder(),
            tokens,
            pairs,
            directory,
            interval));
  }

  private Path examples(WordModel model, Path directory) throws IOException {
    Random random = new Random(1);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      lines.add(
          new String(
              TrainingMessageJson.encode(
                  new TrainingExample(
                      "e" + i,
                      WordModel.TASK,
                      model.text(random, tokens),
                      List.of(new TextItem("", model.text(random, tokens))),
                      List.of(),
                      List.of(),
                      List.of(),
                      "",
                      "",
                      "",
                      1.0,
                      i)),
              StandardCharsets.UTF_8));
    }
    return Files.write(directory.resolve("examples.jsonl"), lines);
  }

  private static String newest(Path directory) throws IOException {
    try (var all = Files.walk(directory.resolve("checkpoints"))) {
      return all.filter(file -> file.endsWith("_metadata"))
          .map(Path::getParent)
          .max((one, other) -> Integer.compare(number(one), number(other)))
          .orElseThrow(() -> new IOException("there is no checkpoint"))
          .toUri()
          .toString();
    }
  }

  private static int number(Path checkpoint) {
    return Integer.parseInt(checkpoint.getFileName().toString().replace("chk-", ""));
  }
}
