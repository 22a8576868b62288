/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.alarm;

import io.freshet.config.EvaluationConfig;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.MetricRecord.LiveWindow;
import io.freshet.connectors.records.MetricRecord.Value;
import io.freshet.connectors.types.CodecTypeInformation;
import io.freshet.jobs.evaluation.ask.LiveMetrics;
import io.freshet.jobs.evaluation.gate.LiveFall;
import io.freshet.jobs.evaluation.gate.LiveFallCodec;
import java.time.Instant;
import java.util.Locale;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Watches the windows of a task for a sustained fall: windows in a row, none overlapping, whose
 * gain over the former generation, asked the same queries, lies below minus the task's tolerance
 * with all of its interval. Such a fall is told once a generation. A window without such a fall
 * ends the run; one with fewer different queries asked in both than the gate wants says nothing.
 */
public final class FallWatch extends KeyedProcessFunction<String, MetricRecord, LiveFall>
    implements ResultTypeQueryable<LiveFall> {
  private final EvaluationConfig config;
  private transient ValueState<FallRun> run;

  /**
   * A watch.
   *
   * @param config its tolerances and number of windows are used; none is told where that is 0
   */
  public FallWatch(EvaluationConfig config) {
    this.config = config;
  }

  @Override
  public void open(OpenContext context) {
    run =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>("run", CodecTypeInformation.of(FallRunCodec.INSTANCE)));
  }

  @Override
  public void processElement(MetricRecord metric, Context context, Collector<LiveFall> out)
      throws Exception {
    if (config.rollbackWindows() == 0 || !(metric instanceof LiveWindow window)) {
      return;
    }
    Value gain = window.values().get(LiveMetrics.GAIN);
    if (gain == null || window.compared() < config.gate().minimumQueries()) {
      return;
    }
    FallRun known = run.value();
    FallRun before =
        known == null || !known.generation().equals(window.generation())
            ? FallRun.none(window.generation())
            : known;
    if (before.told() || window.windowEnd() <= before.end()) {
      return; // a correction of what was counted
    }
    if (gain.high() >= -config.gate().toleranceOf(window.task())) {
      run.update(FallRun.none(window.generation()));
      return;
    }
    if (window.windowStart() < before.end()) {
      return; // shows in part what was counted
    }
    FallRun longer = before.plus(window.windowStart(), window.windowEnd());
    if (longer.windows() < config.rollbackWindows()) {
      run.update(longer);
      return;
    }
    run.update(longer.reported());
    out.collect(new LiveFall(window.version(), reason(window, gain, longer), window.windowEnd()));
  }

  private String reason(LiveWindow window, Value gain, FallRun fall) {
    return String.format(
        Locale.ROOT,
        "task %s lost %.4f [%.4f, %.4f] of nDCG@10 against the former generation over %d different queries,"
            + " tolerance %.4f, in %d windows since %s",
        window.task(),
        -gain.value(),
        -gain.high(),
        -gain.low(),
        window.compared(),
        config.gate().toleranceOf(window.task()),
        fall.windows(),
        Instant.ofEpochMilli(fall.since()));
  }

  @Override
  public TypeInformation<LiveFall> getProducedType() {
    return CodecTypeInformation.of(LiveFallCodec.INSTANCE);
  }
}
