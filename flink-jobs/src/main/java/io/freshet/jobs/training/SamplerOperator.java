/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.config.SamplingConfig;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.connectors.types.CodecTypeInformation;
import io.freshet.jobs.flink.JobMetrics;
import io.freshet.jobs.training.sampling.Sampler;
import io.freshet.jobs.training.sampling.SamplerState;
import io.freshet.jobs.training.sampling.TaskCounters;
import io.freshet.jobs.training.state.KeyedExamples;
import io.freshet.jobs.training.state.SamplerStateCodec;
import io.freshet.model.training.batch.TrainingStep;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Deals steps from the training messages, all under one constant key. An operator of its own kind
 * because keyed process functions are not told of the end of their input.
 */
final class SamplerOperator extends AbstractStreamOperator<TrainerInput>
    implements OneInputStreamOperator<TrainingMessage, TrainerInput>, BoundedOneInput {

  /** The one key. */
  static final int KEY = 0;

  private static final long serialVersionUID = 1L;

  private final SamplingConfig sampling;
  private final Map<String, TaskConfig> tasks;
  private transient @Nullable Sampler sampler;
  private transient @Nullable ValueState<SamplerState> counters;

  SamplerOperator(SamplingConfig sampling, Map<String, TaskConfig> tasks) {
    this.sampling = sampling;
    this.tasks = tasks;
  }

  @Override
  public void open() throws Exception {
    super.open();
    setCurrentKey(KEY);
    KeyedStateStore store = getKeyedStateStore();
    counters =
        store.getState(
            new ValueStateDescriptor<>(
                "counters", CodecTypeInformation.of(SamplerStateCodec.INSTANCE)));
    SamplerState before = counters.value();
    sampler =
        new Sampler(
            sampling,
            tasks,
            new KeyedExamples(store),
            before == null ? SamplerState.START : before);
    tasks.keySet().forEach(this::registerMetrics);
  }

  @Override
  public void processElement(StreamRecord<TrainingMessage> element) {
    Sampler dealer = sampler();
    TrainingMessage message = element.getValue();
    if (message instanceof TrainingExample example) {
      dealer.add(example);
      boolean more = true;
      for (int i = 0; more && i < dealer.stepsPerArrival(); i++) {
        Optional<TrainingStep> step = dealer.deal();
        step.ifPresent(this::emit);
        more = step.isPresent();
      }
    } else if (message instanceof TaskControl control) {
      dealer.apply(control);
      output.collect(new StreamRecord<>(new TrainerInput.Control(control)));
    }
  }

  @Override
  public void endInput() {
    setCurrentKey(KEY);
    Optional<TrainingStep> step = sampler().drain();
    while (step.isPresent()) {
      emit(step.get());
      step = sampler().drain();
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    setCurrentKey(KEY);
    if (counters != null) {
      counters.update(sampler().state());
    }
  }

  private void emit(TrainingStep step) {
    output.collect(new StreamRecord<>(new TrainerInput.Step(step, sampler().shares())));
  }

  private Sampler sampler() {
    if (sampler == null) {
      throw new IllegalStateException("used before it was opened");
    }
    return sampler;
  }

  private void registerMetrics(String task) {
    gauge(JobMetrics.ARRIVED, task, TaskCounters::arrived);
    gauge(JobMetrics.DEALT, task, TaskCounters::dealt);
    gauge(JobMetrics.REPLAYED, task, TaskCounters::replayed);
    gauge(JobMetrics.FRESH, task, counters -> counters.tail() - counters.head());
    gauge(JobMetrics.OVERFLOWED, task, TaskCounters::overflowed);
    gauge(JobMetrics.UNFILLED, task, TaskCounters::unfilled);
    Sampler of = sampler();
    JobMetrics.FRESH_WAIT.gauge(getMetricGroup(), () -> of.waited(task), task);
  }

  private void gauge(JobMetrics metric, String task, ToLongFunction<TaskCounters> value) {
    Sampler of = sampler();
    metric.gauge(getMetricGroup(), () -> value.applyAsLong(of.counters(task)), task);
  }
}
