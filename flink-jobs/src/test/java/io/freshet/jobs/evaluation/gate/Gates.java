/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import io.freshet.config.GateConfig;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.Candidate;
import io.freshet.connectors.records.ModelVersion.Command;
import io.freshet.connectors.records.ModelVersion.Order;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** Gates of tests, and what is said to them: a version of a step is scored by its uri. */
final class Gates {
  static final Duration AGE = Duration.ofMinutes(1);

  private static final int QUERIES = 30;

  /** Losses up to 0.05 count as none, gains below 0.05 are too little. */
  private static final GateConfig CONFIG = new GateConfig(0.05, Map.of(), QUERIES, 0.05, AGE);

  private Gates() {}

  /** A gate that is not open. */
  static KeyedTwoInputStreamOperatorTestHarness<String, ModelVersion, LiveFall, ModelVersion> of(
      VersionScorer.Factory scorers) throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new KeyedCoProcessOperator<>(new Gate(CONFIG, scorers)),
        version -> "gate",
        fall -> "gate",
        Types.STRING);
  }

  static String digest(long step) {
    return String.format("%064x", step);
  }

  static Candidate candidate(long step) {
    return new Candidate(step, digest(step), "v" + step, "", Map.of(), 0);
  }

  static Command command(long step, Order order, long at) {
    return new Command(step, digest(step), "v" + step, order, "because", at);
  }

  /**
   * The same value for every query of one task.
   *
   * @param probeSet digest of the probe set
   */
  static ProbeScores scores(String digest, double value, String probeSet) {
    Map<String, Double> queries = new HashMap<>();
    for (int i = 0; i < QUERIES; i++) {
      queries.put("q" + i, value);
    }
    return new ProbeScores(
        digest,
        Map.of("t", queries),
        Map.of(),
        Map.of("t", probeSet),
        Map.of(),
        OptionalDouble.empty());
  }
}
