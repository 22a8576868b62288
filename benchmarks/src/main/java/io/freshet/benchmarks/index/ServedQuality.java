/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.index;

import io.freshet.connectors.opensearch.client.Hit;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.serving.ServingIndex;
import io.freshet.serving.ServingSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks all queries again and again as a client does that looks at the alias before each, and keeps
 * what came of them. Used by one thread.
 */
final class ServedQuality implements AutoCloseable {
  private static final int COUNT = 10;
  private static final String METRIC = "ndcg_cut_10";

  /**
   * Texts are encoded in other company here than in the job. Under bfloat16 products, which a check
   * allows where cosines with float32 reach 0.9999, either vector may be off by 0.014; another
   * version's scores are off by far more.
   */
  private static final double TOLERANCE = 1e-2;

  private final RankingMetrics metrics = RankingMetrics.of(List.of(METRIC));
  private final ServingIndex index;
  private final Map<String, String> queries;
  private final Map<String, Map<String, Integer>> judgments;
  private final Map<Long, VersionSpace> spaces;
  private final long start = System.nanoTime();
  private final List<Round> rounds = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private long answered;
  private long mixed;
  private double largestDeviation;

  /**
   * One pass over all queries.
   *
   * @param seconds since the beginning, at its end
   * @param step of the version that answered last
   * @param millis that each query took
   */
  record Round(double seconds, String index, long step, double ndcg, List<Double> millis) {}

  /**
   * Nothing is asked yet.
   *
   * @param spaces what each version makes of the collection, by step
   */
  ServedQuality(
      ServingSettings settings,
      Map<String, String> queries,
      Map<String, Map<String, Integer>> judgments,
      Map<Long, VersionSpace> spaces)
      throws IOException {
    this.index = ServingIndex.open(settings);
    this.queries = queries;
    this.judgments = judgments;
    this.spaces = spaces;
  }

  /** Asks every query once. */
  Round round() {
    List<Double> millis = new ArrayList<>();
    double sum = 0;
    for (Map.Entry<String, String> query : queries.entrySet()) {
      long asked = System.nanoTime();
      try {
        index.follow();
        List<Hit> hits = index.search(query.getValue(), Optional.empty(), COUNT);
        millis.add((System.nanoTime() - asked) / 1e6);
        answered++;
        VersionSpace space = spaces.get(index.generation().versionStep());
        double deviation =
            space == null ? Double.POSITIVE_INFINITY : space.deviation(query.getKey(), hits);
        if (deviation > TOLERANCE) {
          mixed++;
        } else {
          largestDeviation = Math.max(largestDeviation, deviation);
        }
        sum +=
            metrics
                .evaluate(
                    hits.stream().map(Hit::id).toList(),
                    judgments.getOrDefault(query.getKey(), Map.of()))
                .getOrDefault(METRIC, 0.0);
      } catch (IOException e) {
        failures.add(query.getKey() + ": " + e);
      }
    }
    Round round =
        new Round(
            seconds(),
            index.generation().index(),
            index.generation().versionStep(),
            sum / queries.size(),
            millis);
    rounds.add(round);
    return round;
  }

  /** Seconds since the beginning. */
  double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  List<Round> rounds() {
    return List.copyOf(rounds);
  }

  long answered() {
    return answered;
  }

  /** Queries that were not answered, and why. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Answers whose scores are not those of the version that the generation claims. */
  long mixed() {
    return mixed;
  }

  /** Largest difference of a score of the other answers: what rounding makes. */
  double largestDeviation() {
    return largestDeviation;
  }

  @Override
  public void close() throws IOException {
    index.close();
  }
}
