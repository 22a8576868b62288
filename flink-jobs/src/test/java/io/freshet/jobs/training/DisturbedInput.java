/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Stands behind the source: lets messages pass, keeps the order in which they count in its state,
 * fails the job at given moments, and puts the last checkpoint aside before Flink deletes it.
 */
final class DisturbedInput extends AbstractStreamOperator<Decoded<TrainingMessage>>
    implements OneInputStreamOperator<Decoded<TrainingMessage>, Decoded<TrainingMessage>>,
        BoundedOneInput {

  /** Id of the operator. */
  static final String UID = "disturbed-input";

  /** What stands for a control record in the order. */
  static final String CONTROL = "control";

  /** What stands for a record that cannot be read. */
  static final String REJECTED = "rejected";

  private static final long serialVersionUID = 1L;

  private final Failures failures;
  private final String home;

  @SuppressWarnings("serial") // set when the operator starts
  private transient ListState<String> order;

  private transient List<String> passed;
  private transient boolean ended;

  /**
   * Fails at moments that no earlier attempt had.
   *
   * @param home a directory to remember them in, and to keep the last checkpoint in
   */
  DisturbedInput(Failures failures, Path home) {
    this.failures = failures;
    this.home = home.toString();
  }

  /** The state: ids of the messages that count, in their order. */
  static ListStateDescriptor<String> order() {
    return new ListStateDescriptor<>("order", Types.STRING);
  }

  /** Where attempts of a job are written down, a line each. */
  static Path attempts(Path home) {
    return home.resolve("attempts");
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    order = context.getOperatorStateStore().getListState(order());
    passed = new ArrayList<>();
    order.get().forEach(passed::add);
    Files.writeString(
        attempts(Path.of(home)),
        "from message " + passed.size() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  @Override
  public void processElement(StreamRecord<Decoded<TrainingMessage>> element) throws Exception {
    fail(Failures.Kind.MESSAGE);
    fail(Failures.Kind.ANYTHING);
    passed.add(id(element.getValue()));
    output.collect(element);
  }

  private static String id(Decoded<TrainingMessage> decoded) {
    if (!(decoded instanceof Decoded.Accepted<TrainingMessage> accepted)) {
      return REJECTED;
    }
    return accepted.value() instanceof TrainingExample example ? example.id() : CONTROL;
  }

  @Override
  public void endInput() {
    ended = true;
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    fail(Failures.Kind.SNAPSHOT);
    order.update(passed);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    fail(Failures.Kind.COMPLETION);
    if (ended) {
      KeptCheckpoint.keep(Path.of(home), checkpointId);
    }
  }

  private void fail(Failures.Kind kind) throws IOException {
    for (int i = 0; i < failures.moments().size(); i++) {
      Failures.Moment moment = failures.moments().get(i);
      if (moment.kind() == kind && passed.size() >= moment.place() && first(i)) {
        fail(moment);
        return;
      }
    }
  }

  private boolean first(int moment) throws IOException {
    Path marker = Path.of(home).resolve("failure-" + moment);
    if (Files.exists(marker)) {
      return false;
    }
    Files.createFile(marker);
    return true;
  }

  private void fail(Failures.Moment moment) {
    IllegalStateException failure =
        new IllegalStateException("a failure made for the test: " + moment);
    if (moment.kind() != Failures.Kind.ANYTHING) {
      throw failure;
    }
    Environment environment = getContainingTask().getEnvironment();
    CompletableFuture<Void> unused =
        CompletableFuture.runAsync(
            () -> environment.failExternally(failure),
            CompletableFuture.delayedExecutor(moment.delayMillis(), TimeUnit.MILLISECONDS));
  }
}
