/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Received;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.jobs.flink.RecordFilter;
import io.freshet.jobs.probes.HeldOutQueries;
import io.freshet.jobs.probes.ProbeSets;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.typeutils.TupleTypeInfo;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Diverts examples that would train on a query of a probe set. The queries are read where the task
 * runs and kept in its state with the id of the job: a job that recovers diverts the same examples
 * as before, whatever became of the probe sets; a new job, started from a savepoint or not, reads
 * them again.
 */
final class HeldOut implements RecordFilter<TrainingMessage> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(HeldOut.class);

  /** The reason of such dead letters. */
  static final String REASON = "held-out";

  private static final ListStateDescriptor<Tuple2<String, byte[]>> STATE =
      new ListStateDescriptor<>(
          "held-out-queries",
          new TupleTypeInfo<>(
              BasicTypeInfo.STRING_TYPE_INFO,
              PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));

  private final String probePath;
  private transient @Nullable HeldOutQueries queries;

  /**
   * The probe sets of a directory; nothing is held out where it is blank.
   *
   * @param probePath a path, or a URI of any Flink file system
   */
  HeldOut(String probePath) {
    this.probePath = probePath;
  }

  @Override
  public void open(FunctionInitializationContext context, RuntimeContext task) throws Exception {
    ListState<Tuple2<String, byte[]>> state = context.getOperatorStateStore().getListState(STATE);
    String job = task.getJobInfo().getJobId().toString();
    Iterator<Tuple2<String, byte[]>> restored = state.get().iterator();
    if (!restored.hasNext()) {
      keep(state, job, read());
      return;
    }
    Tuple2<String, byte[]> before = restored.next();
    HeldOutQueries known = HeldOutQueries.fromBytes(before.f1);
    if (before.f0.equals(job)) {
      queries = known;
      return;
    }
    HeldOutQueries now = read();
    if (!Arrays.equals(before.f1, now.toBytes())) {
      LOG.info(
          "The probe sets changed since the savepoint: {} queries are held out, {} were",
          now.size(),
          known.size());
    }
    keep(state, job, now);
  }

  private void keep(ListState<Tuple2<String, byte[]>> state, String job, HeldOutQueries now)
      throws Exception {
    state.update(List.of(Tuple2.of(job, now.toBytes())));
    queries = now;
  }

  private HeldOutQueries read() throws IOException {
    return HeldOutQueries.of(ProbeSets.fetch(probePath));
  }

  @Override
  public Optional<DeadLetter> objection(TrainingMessage message, Received received) {
    if (!(message instanceof TrainingExample example)) {
      return Optional.empty();
    }
    if (queries == null) {
      throw new IllegalStateException("used before it was opened");
    }
    Set<HeldOutQueries.Query> leaks = queries.leaks(example);
    if (leaks.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        received.letter(
            TrainingJob.NAME,
            REASON,
            "example %s of %s holds judged queries of the probe sets: %s"
                .formatted(example.id(), example.task(), leaks)));
  }
}
