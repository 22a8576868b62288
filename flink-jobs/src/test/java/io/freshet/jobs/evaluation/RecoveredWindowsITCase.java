/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.records.Judgment;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.MetricRecord.LiveWindow;
import io.freshet.connectors.records.ModelVersion.Candidate;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import io.freshet.jobs.evaluation.live.AskRound;
import io.freshet.jobs.evaluation.live.AskScheduler;
import io.freshet.jobs.evaluation.live.Asker;
import io.freshet.jobs.evaluation.live.SlidingWindows;
import io.freshet.jobs.evaluation.live.TaskAnswers;
import io.freshet.jobs.evaluation.live.WindowGeometry;
import io.freshet.jobs.flink.Environments;
import io.freshet.jobs.testing.FailOnce;
import io.freshet.jobs.testing.MiniClusters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Windows after a failure in their midst are those of an undisturbed run, whole records, where the
 * same rounds are asked in the same generation.
 */
@ExtendWith(ServersExtension.class)
class RecoveredWindowsITCase {
  @RegisterExtension static final MiniClusterExtension CLUSTER = MiniClusters.of(1);

  private static final long START = 1_700_000_000_000L;
  private static final int ROUNDS = 400;
  private static final long CHECKPOINT_MILLIS = 200;
  private static final List<String> TASKS = List.of("qa", "search");

  /** The real asker, over rounds whose times are given, into the real windows. */
  private static DataStream<MetricRecord> windows(
      EvaluationWorld world,
      StreamExecutionEnvironment env,
      List<Judgment> judgments,
      Path marker) {
    List<AskRound> rounds = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      rounds.add(
          new AskRound(
              START + i * AskScheduler.TICK_MILLIS,
              List.of(judgments.get(i % judgments.size())),
              TASKS));
    }
    WindowGeometry geometry = new WindowGeometry(10_000, 2_500);
    DataStream<AskRound> asked =
        env.fromData(rounds, new AskScheduler(1, RecordTypes.judgment()).getProducedType());
    return AsyncDataStream.orderedWait(
            asked, new Asker(world.config), 60_000, TimeUnit.MILLISECONDS, 2)
        .map(new FailOnce<>(marker, ROUNDS / 4), TaskAnswers.typeInformation())
        .assignTimestampsAndWatermarks(
            WatermarkStrategy.<TaskAnswers>forMonotonousTimestamps()
                .withTimestampAssigner((answers, before) -> answers.time()))
        .keyBy(TaskAnswers::task, Types.STRING)
        .process(new SlidingWindows(geometry, geometry.size()));
  }

  /** The last word on every window, by task, start and generation. */
  @SuppressWarnings("try") // close may be interrupted, which ends the test
  private static Map<String, LiveWindow> run(
      EvaluationWorld world, List<Judgment> judgments, Path marker) throws Exception {
    StreamExecutionEnvironment env = Environments.create(world.config, "recovery");
    env.enableCheckpointing(CHECKPOINT_MILLIS);
    Map<String, LiveWindow> last = new TreeMap<>();
    try (CloseableIterator<MetricRecord> all =
        windows(world, env, judgments, marker).executeAndCollect("recovery")) {
      while (all.hasNext()) {
        LiveWindow window = (LiveWindow) all.next();
        last.put(window.task() + " " + window.windowStart() + " " + window.generation(), window);
      }
    }
    return last;
  }

  @Test
  void recoveredWindowsEqualUndisturbedOnes(Servers servers, @TempDir Path root) throws Exception {
    try (EvaluationWorld world = new EvaluationWorld(servers, root)) {
      Path model = world.freshModel("a", 1);
      Candidate version = world.publish(model, 0);
      String generation = world.serve(version, model, 1, Optional.empty());
      List<Judgment> judgments = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String query = world.queryFor(i);
        // Judged at another rank each, so that the windows differ.
        judgments.add(
            new Judgment(
                "q" + i,
                TASKS.get(i % 2),
                query,
                Map.of(world.ranking(model, query).get(i % 12), 1)));
      }
      Path never = Files.createFile(root.resolve("never"));
      Map<String, LiveWindow> undisturbed = run(world, judgments, never);
      assertThat(Files.size(never)).isZero();
      Path failed = root.resolve("failed");
      Map<String, LiveWindow> recovered = run(world, judgments, failed);
      assertThat(failed).as("the second run failed once").isNotEmptyFile();
      assertThat(undisturbed).hasSizeGreaterThan(100);
      assertThat(undisturbed.values())
          .allMatch(window -> window.generation().equals(generation))
          .anyMatch(window -> window.queries() == 20 / 2);
      assertThat(undisturbed.values().stream().map(LiveWindow::values).distinct().count())
          .isGreaterThan(3);
      assertThat(recovered).isEqualTo(undisturbed);
    }
  }
}
