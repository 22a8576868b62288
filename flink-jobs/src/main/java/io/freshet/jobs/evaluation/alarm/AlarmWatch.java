/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.alarm;

import io.freshet.config.EvaluationConfig;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.MetricRecord.Alarm;
import io.freshet.connectors.records.MetricRecord.LiveWindow;
import io.freshet.connectors.records.MetricRecord.Value;
import io.freshet.connectors.types.CodecTypeInformation;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.evaluation.drift.PageHinkley;
import io.freshet.evaluation.metrics.QueryMetrics;
import io.freshet.jobs.flink.JobMetrics;
import io.freshet.jobs.flink.LabelledGauges;
import io.freshet.jobs.flink.LabelledGauges.GaugeName;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Watches the ranking metrics of a task's windows by the Page-Hinkley test and raises an alarm at a
 * fall, whichever generations answered. Windows that overlap the last one taken in, corrections
 * among them, are left out: the test counts each answer once. After an alarm the watch begins anew.
 */
public final class AlarmWatch extends KeyedProcessFunction<String, MetricRecord, MetricRecord>
    implements ResultTypeQueryable<MetricRecord> {
  /** Name of the detector in alarms. */
  static final String DETECTOR = "page-hinkley";

  private static final List<String> METRICS =
      List.of(QueryMetrics.MRR, QueryMetrics.NDCG_10, QueryMetrics.RECALL_10);

  private final EvaluationConfig config;
  private transient PageHinkley start;
  private transient MapState<String, Watched> watched;
  private transient Counter alarms;
  private transient LabelledGauges quality;

  /**
   * A watch. After another configuration the tests under way go on with their own numbers until
   * their next alarm.
   *
   * @param config the numbers of its alarms are used
   */
  public AlarmWatch(EvaluationConfig config) {
    this.config = config;
    this.start = PageHinkley.start(config.alarmDelta(), config.alarmLambda());
  }

  @Override
  public void open(OpenContext context) {
    start = PageHinkley.start(config.alarmDelta(), config.alarmLambda());
    watched =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "watched", Types.STRING, CodecTypeInformation.of(WatchedCodec.INSTANCE)));
    alarms = JobMetrics.ALARMS.counter(getRuntimeContext().getMetricGroup());
    quality = new LabelledGauges(getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(MetricRecord metric, Context context, Collector<MetricRecord> out)
      throws Exception {
    if (!(metric instanceof LiveWindow window) || window.queries() == 0) {
      return;
    }
    for (String name : METRICS) {
      Value value = window.values().get(name);
      if (value != null) {
        quality.set(GaugeName.of(JobMetrics.ROLLING_QUALITY, window.task(), name), value.value());
        watch(window, name, value.value(), out);
      }
    }
  }

  private void watch(LiveWindow window, String metric, double value, Collector<MetricRecord> out)
      throws Exception {
    Watched known = watched.get(metric);
    if (known != null && window.windowStart() < known.end()) {
      return;
    }
    PageHinkley before = known == null ? start : known.test();
    PageHinkley test = before.plus(value, window.windowStart());
    if (test.fell()) {
      alarms.inc();
      out.collect(
          new Alarm(
              window.task(),
              window.generation(),
              window.version(),
              metric,
              DETECTOR,
              test.before(),
              test.after(),
              window.diagnosis(),
              test.since(),
              window.windowEnd()));
      test = start;
    }
    watched.put(metric, new Watched(test, window.windowEnd()));
  }

  @Override
  public TypeInformation<MetricRecord> getProducedType() {
    return RecordTypes.metricRecord();
  }
}
