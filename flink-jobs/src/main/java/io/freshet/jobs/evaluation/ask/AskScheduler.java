/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.ask;

import io.freshet.connectors.records.Judgment;
import io.freshet.connectors.types.CodecTypeInformation;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keeps judgments and asks them again at a set rate over all tasks, in rounds of {@link
 * #TICK_MILLIS}. The first input are judgments, the second the names of tasks that are known
 * without one; both under one constant key. The first element starts the rounds, which never stop
 * after.
 */
public final class AskScheduler extends KeyedCoProcessFunction<String, Judgment, String, AskRound>
    implements ResultTypeQueryable<AskRound> {
  /** Distance of two rounds in milliseconds. */
  public static final long TICK_MILLIS = 500;

  private final double asksPerSecond;
  private final TypeInformation<Judgment> judgments;
  private final long most;
  private transient JudgmentRings rings;
  private transient ValueState<Long> nextTick;
  private transient AskPace pace;

  /**
   * A scheduler.
   *
   * @param asksPerSecond queries a second over all tasks
   * @param judgments how judgments are kept in state
   * @throws IllegalArgumentException unless the rate is positive
   */
  public AskScheduler(double asksPerSecond, TypeInformation<Judgment> judgments) {
    this(asksPerSecond, judgments, JudgmentRings.MOST);
  }

  /**
   * As above.
   *
   * @param most judged queries of a task that are kept
   */
  AskScheduler(double asksPerSecond, TypeInformation<Judgment> judgments, long most) {
    this.asksPerSecond = asksPerSecond;
    this.judgments = judgments;
    this.most = most;
    this.pace = new AskPace(asksPerSecond);
  }

  @Override
  public void open(OpenContext context) {
    rings = new JudgmentRings(getRuntimeContext(), judgments, most);
    nextTick = getRuntimeContext().getState(new ValueStateDescriptor<>("next-tick", Types.LONG));
    pace = new AskPace(asksPerSecond);
  }

  @Override
  public void processElement1(Judgment judgment, Context context, Collector<AskRound> out)
      throws Exception {
    rings.put(judgment);
    start(context);
  }

  @Override
  public void processElement2(String task, Context context, Collector<AskRound> out)
      throws Exception {
    rings.know(task);
    start(context);
  }

  private void start(Context context) throws Exception {
    if (nextTick.value() == null) {
      tickAt(context.timerService().currentProcessingTime() + TICK_MILLIS, context);
    }
  }

  private void tickAt(long time, Context context) throws Exception {
    nextTick.update(time);
    context.timerService().registerProcessingTimeTimer(time);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<AskRound> out)
      throws Exception {
    long now = context.timerService().currentProcessingTime();
    tickAt(Math.max(timestamp, now) + TICK_MILLIS, context);
    out.collect(new AskRound(now, rings.deal(pace.due(now)), rings.tasks()));
  }

  @Override
  public TypeInformation<AskRound> getProducedType() {
    return CodecTypeInformation.of(AskRoundCodec.INSTANCE);
  }
}
