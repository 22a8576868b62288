/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.Command;
import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.records.ModelVersion.Ground;
import io.freshet.connectors.records.ModelVersion.Order;
import io.freshet.connectors.records.ModelVersion.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;

/** The gate forgets old decisions, and none that it or a person may need. */
@SuppressWarnings("try") // the harness declares that close throws any exception
class KeptDecisionsTest {
  private static final KeptDecisions FEW = new KeptDecisions(4, 2);

  private static Decision decision(long step, Verdict verdict, Map<String, Double> scores) {
    Map<String, Double> metrics = new HashMap<>();
    Map<String, String> sets = new HashMap<>();
    scores.forEach(
        (task, score) -> {
          metrics.put(task + "." + ProbeMatrix.METRIC, score);
          sets.put(task, "set");
        });
    return new Decision(
        step, digest(step), "v", verdict, Ground.PROBES, "", metrics, Map.of(), sets, step + 1);
  }

  private static String digest(long step) {
    return String.format("%064x", step);
  }

  private static String name(long step) {
    return ModelVersion.name(step, digest(step));
  }

  @Test
  void keepsTheNewestTheLastThatServedTheRecordsAndWhatIsNeeded() {
    List<Decision> all = new ArrayList<>();
    for (int step = 0; step < 20; step++) {
      Verdict verdict = step % 5 == 2 ? Verdict.PROMOTED : Verdict.UNDECIDED;
      all.add(decision(step, verdict, Map.of("t", step == 3 ? 0.9 : 0.5)));
    }
    assertThat(FEW.of(all, Set.of(name(8))))
        .containsExactlyInAnyOrder(
            // The newest.
            name(19),
            name(18),
            name(17),
            name(16),
            // The one before 17 that was promoted.
            name(12),
            // Scored first, and best.
            name(0),
            name(3),
            // Needed.
            name(8));
  }

  /** Takes versions in, and tells how many decisions are known. */
  private static final class Memory extends KeyedProcessFunction<String, ModelVersion, Integer> {
    private transient GateMemory memory;

    @Override
    public void open(OpenContext context) {
      memory = new GateMemory(getRuntimeContext(), FEW);
    }

    @Override
    public void processElement(ModelVersion version, Context context, Collector<Integer> out)
        throws Exception {
      if (version instanceof Decision decision) {
        memory.take(decision, null);
      } else if (version instanceof Command command) {
        memory.take(command);
      }
      out.collect(memory.decisions().size());
    }
  }

  private static final class Harness implements AutoCloseable {
    private final Memory function = new Memory();
    private final KeyedOneInputStreamOperatorTestHarness<String, ModelVersion, Integer> flink;

    Harness() throws Exception {
      flink =
          new KeyedOneInputStreamOperatorTestHarness<>(
              new KeyedProcessOperator<>(function), version -> "gate", Types.STRING);
      flink.setup(Types.INT.createSerializer(null));
      flink.open();
    }

    int take(ModelVersion version) throws Exception {
      flink.processElement(new StreamRecord<>(version));
      List<Integer> sizes = flink.extractOutputValues();
      return sizes.get(sizes.size() - 1);
    }

    @Override
    public void close() {
      try {
        flink.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void memoryStaysSmallAndKnowsWhatServes() throws Exception {
    long seed = Long.getLong("freshet.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    try (Harness harness = new Harness()) {
      harness.take(decision(0, Verdict.PROMOTED, Map.of("t", 0.9)));
      harness.take(decision(1, Verdict.PROMOTED, Map.of("t", 0.8)));
      harness.take(new Command(2, digest(2), "v", Order.PIN, "", 3));
      harness.take(decision(2, Verdict.UNDECIDED, Map.of("t", 0.1)));
      harness.take(decision(3, Verdict.UNDECIDED, Map.of("t", 0.2)));
      int most = 0;
      for (int step = 4; step < 200; step++) {
        Verdict verdict = random.nextBoolean() ? Verdict.REJECTED : Verdict.UNDECIDED;
        most = Math.max(most, harness.take(decision(step, verdict, Map.of("t", 0.3))));
      }
      assertThat(most)
          .as("-Dfreshet.seed=%d: more than are forgotten at once", seed)
          .isBetween(FEW.newest(), FEW.most() + 4);
      GateMemory memory = harness.function.memory;
      assertThat(memory.promoted()).map(Decision::step).contains(1L);
      assertThat(memory.former()).map(Decision::step).contains(0L);
      assertThat(memory.pinned()).contains(name(2));
      for (long step : new long[] {0, 1, 2, 199, 198, 197, 196}) {
        assertThat(memory.isDecided(name(step))).as("%d is known", step).isTrue();
      }
      assertThat(memory.isDecided(name(3))).isFalse();
      assertThat(memory.commands()).extracting(Command::step).containsExactly(2L);
      // One that was forgotten is judged anew when it is announced again.
      memory.take(new ModelVersion.Candidate(3, digest(3), "v", "", Map.of(), 0));
      memory.take(new ModelVersion.Candidate(199, digest(199), "v", "", Map.of(), 0));
      assertThat(memory.queue()).extracting(ModelVersion::step).containsExactly(3L);
    }
  }

  @Test
  void sayingOfForgettingDoesNotChangeWithWhatIsForgotten() throws Exception {
    long seed = Long.getLong("freshet.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    List<Decision> all = new ArrayList<>();
    try (Harness harness = new Harness()) {
      for (int step = 0; step < 120; step++) {
        Map<String, Double> scores = new HashMap<>();
        for (String task : List.of("a", "b", "c")) {
          if (random.nextInt(4) > 0) {
            scores.put(task, random.nextInt(50) / 50.0);
          }
        }
        scores.put("all", random.nextDouble());
        Decision decision = decision(step, Verdict.UNDECIDED, scores);
        all.add(decision);
        harness.take(decision);
        var whole = ProbeMatrix.of(all);
        var left = ProbeMatrix.of(harness.function.memory.decisions());
        int last = left.rows().size() - 1;
        assertThat(left.forgetting(last))
            .as("-Dfreshet.seed=%d, step %d", seed, step)
            .isEqualTo(whole.forgetting(step));
        assertThat(left.backwardTransfer(last)).isEqualTo(whole.backwardTransfer(step));
      }
    }
  }
}
