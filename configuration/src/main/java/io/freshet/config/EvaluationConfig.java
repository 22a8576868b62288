/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.Option;
import io.freshet.config.option.Section;
import io.freshet.config.option.Values;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * How versions and generations are measured.
 *
 * @param asksPerSecond judged queries asked a second, over all tasks
 * @param depth documents fetched a query
 * @param windowSize length of the sliding windows
 * @param windowSlide distance of their starts
 * @param sampleShare share of the asked queries that are also searched exactly, and in the former
 *     generation
 * @param rollbackWindows windows in a row, none overlapping, that must show a loss before the
 *     former generation serves again; 0 for never
 * @param alarmDelta fall of a live metric from window to window that no alarm counts
 * @param alarmLambda how much must add up beyond that for an alarm
 * @param probePath a directory with one BEIR folder a task: the frozen probe sets of the gate
 * @param probeRefresh how much of them a refresh may change
 */
public record EvaluationConfig(
    double asksPerSecond,
    int depth,
    Duration windowSize,
    Duration windowSlide,
    double sampleShare,
    int rollbackWindows,
    double alarmDelta,
    double alarmLambda,
    String probePath,
    ProbeRefreshConfig probeRefresh,
    GateConfig gate)
    implements Serializable {
  /** The options of the evaluation job. */
  static final Options OPTIONS = new Options();

  /** The options of the evaluation job. */
  static final class Options extends Section<EvaluationConfig> {
    final Option<Double> asksPerSecond =
        add(
            Option.positive(
                "evaluation.asks-per-second",
                10.0,
                10_000,
                "Judged queries asked a second, over all tasks."),
            EvaluationConfig::asksPerSecond);
    final Option<Integer> depth =
        add(
            Option.integer("evaluation.depth", 100, 10, 10_000, "Documents fetched a query."),
            EvaluationConfig::depth);
    final Option<Duration> windowSize =
        add(
            Option.duration(
                "evaluation.window-size",
                Duration.ofMinutes(5),
                Duration.ofSeconds(1),
                Duration.ofDays(7),
                "Length of the sliding windows."),
            EvaluationConfig::windowSize);
    final Option<Duration> windowSlide =
        add(
            Option.duration(
                "evaluation.window-slide",
                Duration.ofMinutes(1),
                Duration.ofSeconds(1),
                Duration.ofDays(7),
                "Distance of the starts of the windows; at most their length."),
            EvaluationConfig::windowSlide);
    final Option<Double> sampleShare =
        add(
            Option.real(
                "evaluation.sample-share",
                0.1,
                0,
                1,
                "Share of the asked queries that are also searched exactly, and in the former generation."),
            EvaluationConfig::sampleShare);
    final Option<Integer> rollbackWindows =
        add(
            Option.integer(
                "evaluation.rollback-windows",
                3,
                0,
                1000,
                "Windows in a row that must show a loss beyond the tolerance against the former generation"
                    + " before that one serves again; 0 for never."),
            EvaluationConfig::rollbackWindows);
    final Option<Double> alarmDelta =
        add(
            Option.real(
                "evaluation.alarm-delta",
                0.005,
                0,
                1,
                "Fall of a live metric below its mean, a window, that alarms do not count (Page-Hinkley's"
                    + " delta)."),
            EvaluationConfig::alarmDelta);
    final Option<Double> alarmLambda =
        add(
            Option.positive(
                "evaluation.alarm-lambda",
                0.1,
                1000,
                "How much must add up beyond that for an alarm (Page-Hinkley's lambda): more means fewer"
                    + " false alarms and later ones."),
            EvaluationConfig::alarmLambda);
    final Option<String> probePath =
        add(
            Option.text(
                "evaluation.probe-path",
                "",
                "Directory with one BEIR folder a task, the gate's probe sets: a path, or a URI of any Flink file system."
                    + " The training job keeps their queries out of training. Without probe sets versions are promoted by age alone."),
            EvaluationConfig::probePath);
    final ProbeRefreshConfig.Options probeRefresh =
        include(ProbeRefreshConfig.OPTIONS, EvaluationConfig::probeRefresh);
    final GateConfig.Options gate = include(GateConfig.OPTIONS, EvaluationConfig::gate);

    private Options() {}

    EvaluationConfig read(Values v) {
      return new EvaluationConfig(
          v.get(asksPerSecond),
          v.get(depth),
          v.get(windowSize),
          v.get(windowSlide),
          v.get(sampleShare),
          v.get(rollbackWindows),
          v.get(alarmDelta),
          v.get(alarmLambda),
          v.get(probePath),
          probeRefresh.read(v),
          gate.read(v));
    }

    @Override
    protected void check(Values v, List<String> problems) {
      if (v.get(windowSlide).compareTo(v.get(windowSize)) > 0) {
        problems.add("%s: must not exceed %s".formatted(windowSlide.key(), windowSize.key()));
      }
    }
  }
}
