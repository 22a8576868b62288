/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.records.Origin;
import io.freshet.connectors.records.Received;
import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.jobs.flink.RecordFilter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The filter in an operator of its own, with Flink's state. */
class HeldOutTest {
  private static final JobID JOB = new JobID(1, 1);
  private static final JobID OTHER = new JobID(2, 2);

  @TempDir private Path root;

  @BeforeEach
  void first() throws Exception {
    holdOut("first");
  }

  private void holdOut(String query) throws Exception {
    Path folder = Files.createDirectories(root.resolve("search"));
    Files.writeString(folder.resolve("corpus.jsonl"), "{\"_id\": \"d\", \"text\": \"x\"}\n");
    Files.writeString(
        folder.resolve("queries.jsonl"), "{\"_id\": \"q\", \"text\": \"" + query + "\"}\n");
    Files.writeString(
        Files.createDirectories(folder.resolve("qrels")).resolve("test.tsv"),
        "query-id\tcorpus-id\tscore\nq\td\t1\n");
  }

  /** Emits the queries of what passes. */
  private static final class Passing extends ProcessFunction<TrainingMessage, String>
      implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;
    private final RecordFilter<TrainingMessage> filter;

    Passing(RecordFilter<TrainingMessage> filter) {
      this.filter = filter;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
      filter.open(context, getRuntimeContext());
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {}

    @Override
    public void processElement(TrainingMessage message, Context context, Collector<String> out) {
      Received received = new Received(new byte[0], new byte[0], new Origin("t", 0, 0, 0));
      if (filter.objection(message, received).isEmpty()
          && message instanceof TrainingExample example) {
        out.collect(example.query());
      }
    }
  }

  /** What passes of two queries in a job that goes on from a state, and the state after it. */
  private record Run(List<String> passed, OperatorSubtaskState state) {}

  @SuppressWarnings("try") // Flink's own test classes say that closing may be interrupted
  private Run run(JobID job, List<OperatorSubtaskState> from) throws Exception {
    try (MockEnvironment environment = new MockEnvironmentBuilder().setJobID(job).build();
        OneInputStreamOperatorTestHarness<TrainingMessage, String> harness =
            new OneInputStreamOperatorTestHarness<>(
                new ProcessOperator<>(new Passing(new HeldOut(root.toString()))), environment)) {
      harness.setup();
      if (!from.isEmpty()) {
        harness.initializeState(from.get(0));
      }
      harness.open();
      for (String query : List.of("first", "second")) {
        harness.processElement(example(query), 0);
      }
      List<String> passed = List.copyOf(harness.extractOutputValues());
      return new Run(passed, harness.snapshot(1, 1));
    }
  }

  private static TrainingMessage example(String query) {
    return new TrainingExample(
        query,
        "search",
        query,
        Stream.of("p").map(text -> new TextItem("", text)).toList(),
        List.of(),
        List.of(),
        List.of(),
        "",
        "",
        "",
        1,
        0);
  }

  @Test
  void aJobThatRecoversDivertsWhatItDivertedBefore() throws Exception {
    Run before = run(JOB, List.of());
    assertThat(before.passed()).containsExactly("second");
    holdOut("second");
    assertThat(run(JOB, List.of(before.state())).passed()).containsExactly("second");
  }

  @Test
  void aNewJobReadsTheProbeSetsAgain() throws Exception {
    Run before = run(JOB, List.of());
    holdOut("second");
    Run after = run(OTHER, List.of(before.state()));
    assertThat(after.passed()).containsExactly("first");
    holdOut("first");
    assertThat(run(OTHER, List.of(after.state())).passed()).containsExactly("first");
  }
}
