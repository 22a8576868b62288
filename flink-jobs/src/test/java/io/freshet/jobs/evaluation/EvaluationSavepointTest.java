/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation;

import io.freshet.connectors.records.Judgment;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.MetricRecord.LiveWindow;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.evaluation.metrics.DistinctQueries;
import io.freshet.evaluation.metrics.MetricSums;
import io.freshet.evaluation.metrics.QueryMetrics;
import io.freshet.jobs.evaluation.alarm.AlarmWatch;
import io.freshet.jobs.evaluation.alarm.FallWatch;
import io.freshet.jobs.evaluation.alarm.LiveConfig;
import io.freshet.jobs.evaluation.ask.AskScheduler;
import io.freshet.jobs.evaluation.ask.LiveMetrics;
import io.freshet.jobs.evaluation.ask.TaskAnswers;
import io.freshet.jobs.evaluation.window.SlidingWindows;
import io.freshet.jobs.evaluation.window.WindowGeometry;
import io.freshet.jobs.testing.KeptOperators;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The operators of live evaluation go on from what builds before this one kept of them, which lies
 * in the resources ({@code savepoints/<release>/evaluation}, a file an operator), as from what this
 * build keeps.
 *
 * @see KeptOperators
 */
class EvaluationSavepointTest {
  private static final MetricRecord.Value LOSS =
      new MetricRecord.Value(-0.15, -15, 100, -0.2, -0.1);
  private static final MetricRecord.Value NONE = new MetricRecord.Value(0, 0, 100, -0.1, 0.1);

  static List<KeptOperators> releases() throws Exception {
    return KeptOperators.ofReleases("evaluation");
  }

  @ParameterizedTest
  @MethodSource("releases")
  void roundsGoOn(KeptOperators kept) throws Exception {
    kept.goOn(
        "rounds",
        () ->
            new KeyedTwoInputStreamOperatorTestHarness<>(
                new KeyedCoProcessOperator<>(new AskScheduler(10, RecordTypes.judgment())),
                judgment -> "all",
                task -> "all",
                Types.STRING),
        harness -> {
          for (int i = 0; i < 20; i++) {
            harness.processElement1(
                new Judgment("j" + i, i % 3 == 0 ? "a" : "b", "query " + i, Map.of("d" + i, 1)), 0);
          }
          harness.processElement2("unjudged", 0);
          harness.setProcessingTime(2_000);
        },
        harness -> harness.setProcessingTime(4_000));
  }

  private static TaskAnswers answers(long time, String generation) {
    String query = "q" + time % 7;
    double worth = (time % 5) / 4.0;
    return new TaskAnswers(
        "t",
        time,
        generation,
        "v-" + generation,
        MetricSums.of(
            Map.of(
                query,
                Map.of(
                    QueryMetrics.MRR,
                    worth,
                    LiveMetrics.SAMPLE,
                    worth,
                    LiveMetrics.LOSS_MODEL,
                    1 - worth,
                    LiveMetrics.LOSS_MISSING,
                    0.0,
                    LiveMetrics.LOSS_GRAPH,
                    0.0))),
        DistinctQueries.of(List.of(query)));
  }

  private static void answer(
      KeyedOneInputStreamOperatorTestHarness<String, TaskAnswers, MetricRecord> windows,
      String generation,
      long from,
      long to)
      throws Exception {
    for (long time = from; time < to; time++) {
      windows.processElement(answers(time, generation), time);
      windows.processWatermark(new Watermark(time - 1));
    }
  }

  @ParameterizedTest
  @MethodSource("releases")
  void windowsGoOn(KeptOperators kept) throws Exception {
    kept.goOn(
        "windows",
        () ->
            new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new SlidingWindows(new WindowGeometry(20, 10), 40)),
                TaskAnswers::task,
                Types.STRING),
        harness -> {
          answer(harness, "g1", 1_000, 1_050);
          answer(harness, "g2", 1_050, 1_105);
        },
        harness -> {
          answer(harness, "g2", 1_105, 1_120);
          harness.processElement(answers(1_085, "g2"), 1_085);
        });
  }

  private static void watch(
      KeyedOneInputStreamOperatorTestHarness<String, MetricRecord, ?> harness,
      String generation,
      long from,
      long to,
      double ndcg,
      MetricRecord.Value gain)
      throws Exception {
    for (long end = from + 10; end <= to; end += 10) {
      harness.processElement(
          new LiveWindow(
              "t",
              end - 20,
              end,
              generation,
              "v-" + generation,
              100,
              100,
              Map.of(
                  QueryMetrics.NDCG_10,
                  new MetricRecord.Value(ndcg, 100 * ndcg, 100, ndcg, ndcg),
                  LiveMetrics.GAIN,
                  gain),
              ""),
          end);
    }
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, MetricRecord, MetricRecord> alarms()
      throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new KeyedProcessOperator<>(new AlarmWatch(LiveConfig.of(0.1, Map.of()))),
        metric -> ((LiveWindow) metric).task(),
        Types.STRING);
  }

  @ParameterizedTest
  @MethodSource("releases")
  void alarmsGoOn(KeptOperators kept) throws Exception {
    kept.goOn(
        "alarms",
        EvaluationSavepointTest::alarms,
        harness -> watch(harness, "g1", 1_000, 1_200, 0.5, NONE),
        harness -> watch(harness, "g2", 1_200, 1_400, 0.4, NONE));
  }

  @ParameterizedTest
  @MethodSource("releases")
  void fallsGoOn(KeptOperators kept) throws Exception {
    kept.goOn(
        "falls",
        () ->
            new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new FallWatch(LiveConfig.of(0.1, Map.of()))),
                (MetricRecord metric) -> ((LiveWindow) metric).task(),
                Types.STRING),
        harness -> watch(harness, "g2", 0, 30, 0.4, LOSS),
        harness -> watch(harness, "g2", 30, 50, 0.4, LOSS));
  }

  /** Rounds wait for their search, and answers for a barrier, in the state of Flink's own. */
  @ParameterizedTest
  @MethodSource("releases")
  void whatTravelsIsRead(KeptOperators kept) throws Exception {
    kept.areRead(new AskScheduler(10, RecordTypes.judgment()).getProducedType());
    kept.areRead(TaskAnswers.typeInformation());
  }
}
