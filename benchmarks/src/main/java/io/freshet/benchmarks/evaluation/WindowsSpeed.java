/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.evaluation;

import io.freshet.benchmarks.sidebyside.MedianInterval;
import io.freshet.benchmarks.sidebyside.Target;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.MetricRecord.LiveWindow;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.evaluation.metrics.DistinctQueries;
import io.freshet.evaluation.metrics.MetricSums;
import io.freshet.evaluation.metrics.QueryMetrics;
import io.freshet.jobs.evaluation.ask.LiveMetrics;
import io.freshet.jobs.evaluation.ask.TaskAnswers;
import io.freshet.jobs.evaluation.window.SlidingWindows;
import io.freshet.jobs.evaluation.window.WindowGeometry;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.FileUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How many answered judgments a second the sliding windows take: a Flink job in this JVM of one
 * subtask, of a source that makes answers (one judgment an element, which is the worst case), the
 * windows and nothing else, with checkpoints. Some answers come late and correct windows.
 */
@Command(
    name = "windows-speed",
    mixinStandardHelpOptions = true,
    description = "Measures the sliding windows of live evaluation.")
public final class WindowsSpeed implements Callable<Integer> {
  private static final List<String> RANKING =
      List.of(QueryMetrics.MRR, QueryMetrics.NDCG_10, QueryMetrics.RECALL_10);
  private static final List<String> SAMPLED =
      List.of(
          LiveMetrics.SAMPLE,
          LiveMetrics.LOSS_MODEL,
          LiveMetrics.LOSS_MISSING,
          LiveMetrics.LOSS_GRAPH,
          LiveMetrics.FORMER,
          LiveMetrics.GAIN);
  private static final int TASKS = 6;
  private static final long START = 1_700_000_000_000L;
  private static final String WINDOWS = "windows";
  private static final int AIM = 10_000;

  @Option(names = "--judgments", defaultValue = "2000000", description = "Judgments of a repeat.")
  private long judgments;

  @Option(
      names = "--rate",
      defaultValue = "10000",
      description = "Judgments a second of event time: how many share a window.")
  private long rate;

  @Option(names = "--queries", defaultValue = "5000", description = "Judged queries of a task.")
  private int queries;

  @Option(
      names = "--sample-share",
      defaultValue = "0.1",
      description = "Share that has the values of a sample too.")
  private double sampleShare;

  @Option(
      names = "--late-share",
      defaultValue = "0.0001",
      description = "Share that comes after the ends of windows that hold it.")
  private double lateShare;

  @Option(names = "--repeats", defaultValue = "3", description = "Measured repeats of a backend.")
  private int repeats;

  private final PrintStream out;

  private WindowsSpeed(PrintStream out) {
    this.out = out;
  }

  /** Runs the measurement; exits with 1 where it misses its bound. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new WindowsSpeed(System.out)).execute(arguments));
  }

  /**
   * Makes answers of numbers.
   *
   * @param rate answers a second of event time
   */
  private record Answers(long rate, int queries, double sampleShare, double lateShare)
      implements MapFunction<Long, TaskAnswers> {
    @Override
    public TaskAnswers map(Long number) {
      SplittableRandom random = new SplittableRandom(number);
      int query = random.nextInt(queries);
      Map<String, Double> values = new HashMap<>();
      RANKING.forEach(metric -> values.put(metric, random.nextInt(11) / 10.0));
      boolean sampled = random.nextDouble() < sampleShare;
      if (sampled) {
        SAMPLED.forEach(metric -> values.put(metric, random.nextInt(11) / 10.0));
      }
      long time = START + number * 1000 / rate;
      if (random.nextDouble() < lateShare) {
        time -= Duration.ofMinutes(2).toMillis();
      }
      String id = "query-" + query;
      return new TaskAnswers(
          "task-" + number % TASKS,
          time,
          "docs-g1-01234567",
          "100-01234567",
          MetricSums.of(Map.of(id, values)),
          DistinctQueries.of(sampled ? List.of(id) : List.of()));
    }
  }

  /** Counts the windows that hold something. */
  private static final class Counting extends RichMapFunction<MetricRecord, MetricRecord> {
    private final LongCounter windows = new LongCounter();

    @Override
    public void open(OpenContext context) {
      getRuntimeContext().addAccumulator(WINDOWS, windows);
    }

    @Override
    public MetricRecord map(MetricRecord metric) {
      if (metric instanceof LiveWindow window && window.queries() > 0) {
        windows.add(1);
      }
      return metric;
    }
  }

  @Override
  public Integer call() throws Exception {
    out.printf(
        "%,d judgments, %,d a second of event time, windows of 5 minutes every minute, %d tasks%n",
        judgments, rate, TASKS);
    Path directory = Files.createTempDirectory("windows-speed");
    boolean met = true;
    try {
      for (String backend : List.of("hashmap", "rocksdb")) {
        List<Double> speeds = new ArrayList<>();
        run(backend, directory, judgments / 4);
        for (int i = 0; i < repeats; i++) {
          speeds.add(run(backend, directory, judgments));
        }
        MedianInterval speed = MedianInterval.of(speeds);
        Target target = Target.atLeast("judgments a second, " + backend, speed.median(), AIM);
        out.println(target);
        met &= target.met();
      }
    } finally {
      // Flink may still be deleting checkpoints in it.
      FileUtils.deleteDirectory(directory.toFile());
    }
    return met ? 0 : 1;
  }

  private double run(String backend, Path directory, long count) throws Exception {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(1, settings(backend, directory));
    env.fromSource(
            new NumberSequenceSource(0, count - 1), WatermarkStrategy.noWatermarks(), "numbers")
        .map(new Answers(rate, queries, sampleShare, lateShare))
        .returns(TaskAnswers.typeInformation())
        .assignTimestampsAndWatermarks(
            WatermarkStrategy.<TaskAnswers>forMonotonousTimestamps()
                .withTimestampAssigner((answers, before) -> answers.time()))
        .keyBy(TaskAnswers::task, Types.STRING)
        .process(
            new SlidingWindows(
                WindowGeometry.of(Duration.ofMinutes(5), Duration.ofMinutes(1)),
                Duration.ofMinutes(5).toMillis()))
        .map(new Counting())
        .returns(RecordTypes.metricRecord())
        .sinkTo(new DiscardingSink<>());
    JobExecutionResult result = env.execute("windows-speed");
    double seconds = result.getNetRuntime(TimeUnit.MILLISECONDS) / 1e3;
    Long windows = result.getAccumulatorResult(WINDOWS);
    out.printf(
        "%s: %,d judgments in %.2f s with the job's start and end, %,d windows told%n",
        backend, count, seconds, windows);
    return count / seconds;
  }

  private static Configuration settings(String backend, Path directory) throws IOException {
    Configuration settings = new Configuration();
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(CoreOptions.TMP_DIRS, directory.toString());
    settings.set(StateBackendOptions.STATE_BACKEND, backend);
    settings.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(2));
    settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        Files.createTempDirectory(directory, backend).toUri().toString());
    return settings;
  }
}
