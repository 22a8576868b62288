/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.window;

import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.types.CodecTypeInformation;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.jobs.evaluation.ask.GenerationSums;
import io.freshet.jobs.evaluation.ask.TaskAnswers;
import io.freshet.jobs.flink.JobMetrics;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Sliding event-time windows of a task, told apart by generation. An answer is added to one pane; a
 * window is the merge of its panes. From the first element on a window is reported at every slide,
 * also where it holds nothing: then once, with {@code queries = 0} and the generation known last.
 * Answers later than the watermark correct the windows already reported: these are reported again
 * with the same task, start and generation. Panes are kept for {@code lateness} beyond their last
 * window; what comes later still is counted and dropped.
 */
public final class SlidingWindows extends KeyedProcessFunction<String, TaskAnswers, MetricRecord>
    implements ResultTypeQueryable<MetricRecord> {
  private final WindowGeometry geometry;
  private final long lateness;

  private transient MapState<Long, Pane> panes;
  private transient ValueState<Long> nextEnd;

  /** Generation and version known last. */
  private transient ValueState<Tuple2<String, String>> serving;

  private transient ValueState<Reference> reference;
  private transient Counter tooLate;

  /**
   * Windows.
   *
   * @param lateness how long after its end a window may still be corrected, in milliseconds
   */
  public SlidingWindows(WindowGeometry geometry, long lateness) {
    this.geometry = geometry;
    this.lateness = lateness;
  }

  @Override
  public void open(OpenContext context) {
    var state = getRuntimeContext();
    panes =
        state.getMapState(
            new MapStateDescriptor<>(
                "panes", Types.LONG, CodecTypeInformation.of(PaneCodec.INSTANCE)));
    nextEnd = state.getState(new ValueStateDescriptor<>("next-end", Types.LONG));
    serving =
        state.getState(
            new ValueStateDescriptor<>("serving", Types.TUPLE(Types.STRING, Types.STRING)));
    reference =
        state.getState(
            new ValueStateDescriptor<>(
                "reference", CodecTypeInformation.of(ReferenceCodec.INSTANCE)));
    tooLate = JobMetrics.ANSWERS_TOO_LATE.counter(state.getMetricGroup());
  }

  @Override
  public void processElement(TaskAnswers answers, Context context, Collector<MetricRecord> out)
      throws Exception {
    long watermark = context.timerService().currentWatermark();
    long start = geometry.paneOf(answers.time());
    if (expired(start, watermark)) {
      tooLate.inc();
      return;
    }
    serving.update(Tuple2.of(answers.generation(), answers.version()));
    Long next = nextEnd.value();
    if (next == null) {
      next = Math.max(geometry.firstEnd(start), geometry.endAfter(watermark));
      reportAt(next, context);
    }
    GenerationSums more = answers.generationSums();
    if (more.queries() == 0) {
      return;
    }
    Pane pane = panes.contains(start) ? panes.get(start) : Pane.EMPTY;
    panes.put(start, pane.plus(more));
    long reported = Math.min(geometry.lastEnd(start), next - geometry.slide());
    for (long end = geometry.firstEnd(start); end <= reported; end += geometry.slide()) {
      for (GenerationSums sums : window(end).generations()) {
        if (sums.generation().equals(answers.generation())) {
          out.collect(
              LiveWindows.record(context.getCurrentKey(), geometry, end, sums, diagnosis(sums)));
        }
      }
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<MetricRecord> out)
      throws Exception {
    long end = timestamp + 1;
    String task = context.getCurrentKey();
    Pane window = window(end);
    for (GenerationSums sums : window.generations()) {
      learn(sums, window);
      out.collect(LiveWindows.record(task, geometry, end, sums, diagnosis(sums)));
    }
    if (window.generations().isEmpty()) {
      Tuple2<String, String> known = serving.value();
      out.collect(LiveWindows.empty(task, geometry, end, known.f0, known.f1));
    }
    long watermark = context.timerService().currentWatermark();
    long newest = dropExpired(end);
    if (watermark == Long.MAX_VALUE) {
      // The input has ended: the windows that hold something are all that is left to say.
      if (newest != Long.MIN_VALUE && end < geometry.lastEnd(newest)) {
        reportAt(end + geometry.slide(), context);
      }
      return;
    }
    long next = end + geometry.slide();
    if (newest == Long.MIN_VALUE) {
      // After a long standstill only the windows that reach back from now are said to be empty.
      next = Math.max(next, geometry.endAfter(watermark - geometry.size()));
    }
    reportAt(next, context);
  }

  /** Takes in what a window says of one of its generations. */
  private void learn(GenerationSums sums, Pane window) throws Exception {
    if (sums.sampled()) {
      Reference known = reference.value();
      reference.update(
          known == null
              ? Reference.first(sums)
              : known.after(sums, window.answeredLast(sums.generation())));
    }
  }

  /** Where a window's quality went, if it fell. */
  private String diagnosis(GenerationSums window) throws Exception {
    Reference known = reference.value();
    return known == null || !known.latest().generation().equals(window.generation())
        ? ""
        : Diagnosis.of(known.before().sums(), window.sums());
  }

  private void reportAt(long end, Context context) throws Exception {
    nextEnd.update(end);
    context.timerService().registerEventTimeTimer(end - 1);
  }

  private Pane window(long end) throws Exception {
    Pane merged = Pane.EMPTY;
    for (long start = end - geometry.size(); start < end; start += geometry.pane()) {
      if (panes.contains(start)) {
        merged = merged.plus(panes.get(start));
      }
    }
    return merged;
  }

  /** Whether nothing can change a pane any more once time has come to {@code now}. */
  private boolean expired(long start, long now) {
    return geometry.lastEnd(start) + lateness <= now;
  }

  /** Drops the panes expired at a window's end and gives the newest pane left, if any. */
  private long dropExpired(long end) throws Exception {
    long newest = Long.MIN_VALUE;
    var starts = panes.keys().iterator();
    while (starts.hasNext()) {
      long start = starts.next();
      if (expired(start, end)) {
        starts.remove();
      } else {
        newest = Math.max(newest, start);
      }
    }
    return newest;
  }

  @Override
  public TypeInformation<MetricRecord> getProducedType() {
    return RecordTypes.metricRecord();
  }
}
