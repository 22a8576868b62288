/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import static io.freshet.jobs.evaluation.gate.Gates.AGE;
import static io.freshet.jobs.evaluation.gate.Gates.candidate;
import static io.freshet.jobs.evaluation.gate.Gates.command;

import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.Order;
import io.freshet.jobs.testing.KeptOperators;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gate goes on from what the gates of earlier builds kept. */
class GateSavepointTest {
  private static final Map<String, Double> QUALITY =
      Map.of("v0", 0.2, "v10", 0.4, "v20", 0.42, "v30", 0.3, "v40", 0.9);

  static List<KeptOperators> releases() throws Exception {
    return KeptOperators.ofReleases("evaluation");
  }

  /** Scores from a table instead of folders. */
  private static final class TableScorer implements VersionScorer {
    @Override
    public CompletableFuture<ProbeScores> score(String uri, String digest) {
      return CompletableFuture.completedFuture(
          Gates.scores(digest, QUALITY.getOrDefault(uri, 0.0), "one"));
    }

    @Override
    public void close() {}
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          String, ModelVersion, LiveFall, ModelVersion>
      gate() throws Exception {
    return Gates.of(TableScorer::new);
  }

  private static void pass(
      KeyedTwoInputStreamOperatorTestHarness<?, ?, ?, ?> gate, long from, long to)
      throws Exception {
    for (long now = from; now <= to; now += Gate.POLL_MILLIS) {
      gate.setProcessingTime(now);
    }
  }

  /** 0 and 10 are promoted, 20 is undecided. */
  private static void decideThree(
      KeyedTwoInputStreamOperatorTestHarness<String, ModelVersion, LiveFall, ModelVersion> gate)
      throws Exception {
    for (int i = 0; i <= 2; i++) {
      gate.processElement1(candidate(10L * i), 0);
      pass(gate, 2_000L * i, 2_000L * (i + 1));
    }
  }

  /** What waits, what is commanded, what was scored and what may be promoted by age is kept. */
  @ParameterizedTest
  @MethodSource("releases")
  void decisionsGoOn(KeptOperators kept) throws Exception {
    kept.goOn(
        "gate",
        GateSavepointTest::gate,
        gate -> {
          decideThree(gate);
          gate.processElement1(candidate(30), 0);
          gate.processElement1(command(5, Order.REJECT, 6_000), 0);
        },
        gate -> {
          pass(gate, 6_100, 8_000 + AGE.toMillis());
          gate.processElement2(
              new LiveFall(candidate(20).name(), "falls", 8_000 + AGE.toMillis()), 0);
        });
  }

  /** A pin holds until it is taken away. */
  @ParameterizedTest
  @MethodSource("releases")
  void pinsGoOn(KeptOperators kept) throws Exception {
    kept.goOn(
        "gate-pinned",
        GateSavepointTest::gate,
        gate -> {
          decideThree(gate);
          gate.processElement1(command(0, Order.PIN, 6_000), 0);
          pass(gate, 6_000, 8_000);
        },
        gate -> {
          gate.processElement1(candidate(40), 0);
          pass(gate, 8_000, 10_000);
        });
  }
}
