/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation;

import io.freshet.config.FreshetConfig;
import io.freshet.connectors.records.Judgment;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.MetricRecord.LiveWindow;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.jobs.evaluation.ask.AskRound;
import io.freshet.jobs.evaluation.ask.AskScheduler;
import io.freshet.jobs.evaluation.ask.Asker;
import io.freshet.jobs.evaluation.ask.TaskAnswers;
import io.freshet.jobs.evaluation.window.SlidingWindows;
import io.freshet.jobs.evaluation.window.WindowGeometry;
import io.freshet.jobs.flink.Environments;
import io.freshet.jobs.testing.FailOnce;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;

/**
 * The real asker and the real windows over rounds whose times and queries are given, so that a run
 * can be compared with another one: the job's own rounds come by the clock.
 */
final class FixedRounds {
  static final long CHECKPOINT_MILLIS = 200;

  private static final List<String> TASKS = List.of("qa", "search");
  private static final int ROUNDS = 400;
  private static final long START = 1_700_000_000_000L;
  private static final long LIMIT_MILLIS = 60_000;
  private static final int UNDER_WAY = 2;
  private static final WindowGeometry WINDOWS = new WindowGeometry(10_000, 2_500);

  private FixedRounds() {}

  /** A query with its one relevant document. */
  record Ask(String id, String task, String query, String relevant) implements Serializable {
    private Judgment judgment() {
      return new Judgment(id, task, query, Map.of(relevant, 1));
    }
  }

  /** Deals one query a round, in turn. */
  private record Dealer(ArrayList<Ask> asks) implements GeneratorFunction<Long, AskRound> {
    @Override
    public AskRound map(Long round) {
      Ask ask = asks.get(Math.toIntExact(round % asks.size()));
      return new AskRound(START + round * AskScheduler.TICK_MILLIS, List.of(ask.judgment()), TASKS);
    }
  }

  /** Queries to ask, judged at another rank each, so that windows differ. */
  static List<Ask> asks(EvaluationWorld world, Path model) throws IOException {
    List<Ask> asks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String query = world.queryFor(i);
      asks.add(new Ask("q" + i, TASKS.get(i % 2), query, world.ranking(model, query).get(i % 12)));
    }
    return asks;
  }

  /** Asks every round, as often a second as given at most. */
  static DataStream<TaskAnswers> answers(
      StreamExecutionEnvironment env,
      FreshetConfig config,
      List<Ask> asks,
      RateLimiterStrategy<?> rate) {
    DataStream<AskRound> rounds =
        env.fromSource(
            new DataGeneratorSource<>(
                new Dealer(new ArrayList<>(asks)),
                ROUNDS,
                rate,
                new AskScheduler(1, RecordTypes.judgment()).getProducedType()),
            WatermarkStrategy.noWatermarks(),
            "rounds");
    return AsyncDataStream.orderedWait(
        rounds, new Asker(config), LIMIT_MILLIS, TimeUnit.MILLISECONDS, UNDER_WAY);
  }

  /** The windows over answers. */
  static DataStream<MetricRecord> windows(DataStream<TaskAnswers> answers) {
    return answers
        .assignTimestampsAndWatermarks(
            WatermarkStrategy.<TaskAnswers>forMonotonousTimestamps()
                .withTimestampAssigner((answer, before) -> answer.time()))
        .keyBy(TaskAnswers::task, Types.STRING)
        .process(new SlidingWindows(WINDOWS, WINDOWS.size()));
  }

  /** The last word on every window, by task, start and generation. */
  static Map<String, LiveWindow> last(List<LiveWindow> records) {
    Map<String, LiveWindow> last = new TreeMap<>();
    for (LiveWindow window : records) {
      last.put(window.task() + " " + window.windowStart() + " " + window.generation(), window);
    }
    return last;
  }

  /**
   * Runs all rounds, as fast as they are answered, in the cluster of the test.
   *
   * @param failure a file that is made when the run fails, which it does once in its midst
   * @return the last word on every window
   */
  @SuppressWarnings("try") // close may be interrupted, which ends the test
  static Map<String, LiveWindow> run(FreshetConfig config, List<Ask> asks, Optional<Path> failure)
      throws Exception {
    StreamExecutionEnvironment env = Environments.create(config, "fixed-rounds");
    env.enableCheckpointing(CHECKPOINT_MILLIS);
    DataStream<TaskAnswers> answers = answers(env, config, asks, RateLimiterStrategy.noOp());
    if (failure.isPresent()) {
      answers =
          answers.map(new FailOnce<>(failure.get(), ROUNDS / 4), TaskAnswers.typeInformation());
    }
    List<LiveWindow> records = new ArrayList<>();
    try (CloseableIterator<MetricRecord> all = windows(answers).executeAndCollect("fixed-rounds")) {
      while (all.hasNext()) {
        records.add((LiveWindow) all.next());
      }
    }
    return last(records);
  }
}
