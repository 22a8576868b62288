/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.records.Coordinates;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.connectors.types.CodecTypeInformation;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.jobs.training.sampling.SamplerState;
import io.freshet.jobs.training.sampling.StoredExample;
import io.freshet.jobs.training.state.KeptWeights;
import io.freshet.jobs.training.state.Place;
import io.freshet.jobs.training.state.PlaceCodec;
import io.freshet.jobs.training.state.SamplerStateCodec;
import io.freshet.jobs.training.state.StoredExampleCodec;
import io.freshet.jobs.training.state.TaskChangesCodec;
import io.freshet.jobs.training.state.TrainerMarksCodec;
import io.freshet.jobs.training.tasks.TaskChanges;
import io.freshet.model.training.state.SegmentedBytes;
import io.freshet.model.training.state.StateChunk;
import io.freshet.model.training.state.StateHeader;
import io.freshet.model.training.state.TrainerState;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/**
 * Everything in a checkpoint of the training job that decides how it goes on.
 *
 * @param order ids of the messages in the order in which they counted
 * @param sampler draws, steps and counters of tasks
 * @param buffers every example in both buffers, by buffer and place
 * @param header counters of the trainer, its fingerprint, names of tensors
 * @param tensors weights, both moments, step counts, by what they are and name
 * @param pairs rows that were trained on
 * @param changes what control records left
 */
@SuppressWarnings("try") // harnesses declare that close throws any exception
record Cut(
    List<String> order,
    SamplerState sampler,
    Map<String, StoredExample> buffers,
    StateHeader header,
    Map<String, ByteBuffer> tensors,
    long pairs,
    TaskChanges changes) {

  /** Reads the last checkpoint that was kept of a job. */
  static Cut read(Path home, String backend) throws Exception {
    KeptCheckpoint kept = KeptCheckpoint.read(home);
    OrderReader order = new OrderReader();
    open(order, kept, DisturbedInput.UID);
    TrainerReader trainer = new TrainerReader();
    open(trainer, kept, "training-trainer");
    SamplerReader sampler = new SamplerReader();
    try (KeyedOneInputStreamOperatorTestHarness<Integer, TrainingMessage, TrainingMessage> harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            sampler, message -> SamplerOperator.KEY, Types.INT, 1, 1, 0)) {
      StateBackend state =
          backend.equals("rocksdb")
              ? new EmbeddedRocksDBStateBackend(true)
              : new HashMapStateBackend();
      harness.setStateBackend(state);
      harness.setup(RecordTypes.trainingMessage().createSerializer(null));
      harness.initializeState(kept.of("training-sampler"));
      harness.open();
    }
    assertThat(trainer.marks).hasSize(1);
    TrainerState state = TrainerState.of(trainer.chunks);
    return new Cut(
        order.ids,
        sampler.counters.get(0),
        sampler.buffers,
        state.header(),
        tensors(state),
        trainer.marks.get(0).pairs(),
        sampler.changes.get(0));
  }

  private static void open(Reader reader, KeptCheckpoint kept, String uid) throws Exception {
    try (OneInputStreamOperatorTestHarness<TrainingMessage, TrainingMessage> harness =
        new OneInputStreamOperatorTestHarness<>(reader, 1, 1, 0)) {
      harness.setup(RecordTypes.trainingMessage().createSerializer(null));
      harness.initializeState(kept.of(uid));
    }
  }

  private static Map<String, ByteBuffer> tensors(TrainerState state) {
    Map<String, ByteBuffer> tensors = new TreeMap<>();
    SegmentedBytes.Reader reader = state.tensors();
    List<StateHeader.Tensor> all = state.header().tensors();
    List<StateHeader.Tensor> trained = all.stream().filter(StateHeader.Tensor::trained).toList();
    all.forEach(each -> tensors.put("weight " + each.name(), reader.next(each.bytes())));
    trained.forEach(each -> tensors.put("first moment " + each.name(), reader.next(each.bytes())));
    trained.forEach(each -> tensors.put("second moment " + each.name(), reader.next(each.bytes())));
    trained.forEach(each -> tensors.put("step count " + each.name(), reader.next(Float.BYTES)));
    if (state.header().averaged()) {
      trained.forEach(each -> tensors.put("average " + each.name(), reader.next(each.bytes())));
    }
    return tensors;
  }

  /** Compares by part, so that a failure names the first part that differs. */
  void mustEqual(Cut expected, String description) {
    assertThat(order).as("%s: order of messages", description).isEqualTo(expected.order);
    assertThat(sampler).as("%s: counters of the sampler", description).isEqualTo(expected.sampler);
    assertThat(buffers).as("%s: buffers", description).isEqualTo(expected.buffers);
    assertThat(header).as("%s: counters of the trainer", description).isEqualTo(expected.header);
    assertThat(tensors.keySet()).as(description).isEqualTo(expected.tensors.keySet());
    tensors.forEach(
        (name, bytes) ->
            assertThat(bytes.equals(expected.tensors.get(name)))
                .as("%s: %s, bit for bit", description, name)
                .isTrue());
    assertThat(pairs).as("%s: rows", description).isEqualTo(expected.pairs);
    assertThat(changes).as("%s: tasks", description).isEqualTo(expected.changes);
  }

  /** Takes no elements: its states are all that is wanted of it. */
  private abstract static class Reader extends AbstractStreamOperator<TrainingMessage>
      implements OneInputStreamOperator<TrainingMessage, TrainingMessage> {
    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(StreamRecord<TrainingMessage> element) {
      throw new IllegalStateException("only reads state");
    }
  }

  private static final class OrderReader extends Reader {
    private static final long serialVersionUID = 1L;
    private final transient List<String> ids = new ArrayList<>();

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
      super.initializeState(context);
      context.getOperatorStateStore().getListState(DisturbedInput.order()).get().forEach(ids::add);
    }
  }

  private static final class TrainerReader extends Reader {
    private static final long serialVersionUID = 1L;
    private final transient List<StateChunk> chunks = new ArrayList<>();
    private final transient List<TrainerMarks> marks = new ArrayList<>();

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
      super.initializeState(context);
      context
          .getOperatorStateStore()
          .getUnionListState(KeptWeights.state())
          .get()
          .forEach(chunks::add);
      context
          .getOperatorStateStore()
          .getListState(
              new ListStateDescriptor<>(
                  "marks", CodecTypeInformation.of(TrainerMarksCodec.INSTANCE)))
          .get()
          .forEach(marks::add);
    }
  }

  private static final class SamplerReader extends Reader {
    private static final long serialVersionUID = 1L;
    private final transient List<SamplerState> counters = new ArrayList<>();
    private final transient List<TaskChanges> changes = new ArrayList<>();
    private final transient Map<String, StoredExample> buffers = new HashMap<>();

    @Override
    public void open() throws Exception {
      super.open();
      setCurrentKey(SamplerOperator.KEY);
      counters.add(
          getKeyedStateStore()
              .getState(
                  new ValueStateDescriptor<>(
                      "counters", CodecTypeInformation.of(SamplerStateCodec.INSTANCE)))
              .value());
      changes.add(
          getKeyedStateStore()
              .getState(
                  new ValueStateDescriptor<>(
                      "tasks", CodecTypeInformation.of(TaskChangesCodec.INSTANCE)))
              .value());
      for (String name : List.of("fresh", "reservoir")) {
        for (Map.Entry<Place, StoredExample> entry :
            getKeyedStateStore()
                .getMapState(
                    new MapStateDescriptor<>(
                        name,
                        CodecTypeInformation.of(PlaceCodec.INSTANCE),
                        CodecTypeInformation.of(StoredExampleCodec.INSTANCE)))
                .entries()) {
          StoredExample stored = entry.getValue();
          // Where a record stands decides nothing, and differs where the order is fed in again.
          buffers.put(
              name + " " + entry.getKey(),
              new StoredExample(
                  stored.example(), stored.uses(), stored.arrival(), Coordinates.UNKNOWN));
        }
      }
    }
  }
}
