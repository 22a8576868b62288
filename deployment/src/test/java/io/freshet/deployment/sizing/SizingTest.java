/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.deployment.sizing.Estimate.Item;
import io.freshet.deployment.sizing.Estimate.Place;
import java.util.List;
import org.junit.jupiter.api.Test;

class SizingTest {
  private static final long MIB = 1 << 20;

  /** BERT of 2 layers of 128, as {@code StepMemory} of the benchmarks measures it. */
  private static final ModelShape TINY = new ModelShape(4_400_000, 2, 128, 2, 128);

  private static FreshetConfig config(String more) {
    return ConfigReader.parse(
        "test",
        """
        model: {path: /models/start, max-length: 32}
        registry: {path: "file:///registry"}
        tasks:
          search: {kind: retrieval, batch-size: 1024, negatives-per-query: 0, query-max-length: 32, document-max-length: 32}
        """
            + more);
  }

  private static Estimate estimate(String name, FreshetConfig config) {
    return Sizing.of(config, TINY, new Workload(1_000_000, 2_000, 1_000, 20, 0)).stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Item item(Estimate estimate, String name) {
    return estimate.items().stream()
        .filter(item -> item.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /**
   * docs/performance.md, {@code StepMemory --tokens 32}: 1,024 pairs took 1,467 MB above a small
   * step, 731 with recomputed layers, 197 in parts of 4,096 tokens (which a formula of the graph
   * alone cannot tell, since embeddings of the whole sub-batch stay).
   */
  @Test
  void graphOfAStepIsWithinAQuarterOfWhatIsMeasured() {
    Item plain = item(estimate("training", config("")), "graph of a step");
    assertThat(plain.bytes() / 1e6).isCloseTo(1467, within(0.25 * 1467));
    Item recomputed =
        item(
            estimate("training", config("training: {activation-checkpointing: layers}\n")),
            "graph of a step");
    assertThat(recomputed.bytes() / 1e6).isCloseTo(731, within(0.25 * 731));
  }

  @Test
  void stateOfTheTrainerIsWeightsBothMomentsAndTheAverage() {
    assertThat(item(estimate("training", config("")), "weights").bytes())
        .isEqualTo(4_400_000L * 4 * 4);
    assertThat(
            item(estimate("training", config("training: {average-decay: 0}\n")), "weights").bytes())
        .isEqualTo(4_400_000L * 4 * 3);
  }

  @Test
  void vectorsOfTasksCostAFieldEach() {
    Item plain = item(estimate("index", config("")), "vectors");
    assertThat(plain.bytes()).isEqualTo(1_000_000L * 128 * 4);
    FreshetConfig own =
        config(
            """
              code: {projection: 32}
              more: {projection: 32}
              qa: {document-prompt: "p "}
            indexing: {task-vectors: "search, code, more, qa"}
            """);
    Item several = item(estimate("index", own), "vectors");
    assertThat(several.bytes())
        .as("a field for all, and one each for search, both projections and qa")
        .isEqualTo(1_000_000L * (128 + 128 + 32 + 32 + 128) * 4);
    assertThat(item(estimate("index", own), "graph").bytes())
        .isEqualTo(5 * item(estimate("index", config("")), "graph").bytes());
  }

  @Test
  void negativesNeedTheServingVersionWhereTheyAreMined() {
    FreshetConfig on =
        ConfigReader.parse(
            "test",
            """
            model: {path: /models/start, max-length: 32}
            registry: {path: "file:///registry"}
            tasks: {search: {}}
            negatives: {shares: {search: 0.1}}
            """);
    assertThat(item(estimate("negatives", on), "models").bytes()).isEqualTo(4_400_000L * 4);
    assertThat(
            Sizing.of(config(""), TINY, new Workload(1_000_000, 2_000, 1_000, 20, 0)).stream()
                .map(Estimate::name))
        .containsExactly("training", "indexing", "evaluation", "index");
  }

  @Test
  void partsBoundTheGraph() {
    long whole = item(estimate("training", config("")), "graph of a step").bytes();
    long parts =
        item(
                estimate("training", config("training: {micro-batch-tokens: 4096}\n")),
                "graph of a step")
            .bytes();
    assertThat(parts).isEqualTo(whole * 4096 / 65_536);
  }

  @Test
  void indexGrowsWithReplicasAndIsHeldByThreeGenerations() {
    Estimate one = estimate("index", config(""));
    Estimate two = estimate("index", config("opensearch: {replicas: 1}\n"));
    assertThat(two.total(Place.DISK)).isEqualTo(2 * one.total(Place.DISK));
    List<Item> items = one.items();
    long generation = items.subList(0, items.size() - 1).stream().mapToLong(Item::bytes).sum();
    assertThat(one.total(Place.DISK)).isEqualTo(3 * generation);
    assertThat(item(one, "vectors").bytes()).isEqualTo(1_000_000L * 128 * 4);
    assertThat(generation).isGreaterThan(500 * MIB);
  }

  @Test
  void quantizedVectorsLieBesideTheFloats() {
    Estimate quantized = estimate("index", config("indexing: {vectors: quantized}\n"));
    assertThat(item(quantized, "vectors").bytes()).isEqualTo(1_000_000L * 128 * 5);
  }

  @Test
  void chunksCostVectors() {
    Estimate one = estimate("index", config(""));
    // 2,000 bytes are about 500 tokens, in steps of 32 - 8.
    Estimate chunked =
        estimate("index", config("indexing: {chunk-tokens: 64, chunk-overlap: 8}\n"));
    assertThat(item(chunked, "vectors").bytes()).isEqualTo(21 * item(one, "vectors").bytes());
    assertThat(item(chunked, "graph").bytes()).isEqualTo(21 * item(one, "graph").bytes());
    Estimate few =
        estimate(
            "index",
            config("indexing: {chunk-tokens: 64, chunk-overlap: 8, chunks-per-document: 4}\n"));
    assertThat(item(few, "vectors").bytes()).isEqualTo(4 * item(one, "vectors").bytes());
  }

  @Test
  void slotsOfIndexingAreThoseOfItsWiderBranch() {
    Estimate indexing =
        estimate("indexing", config("indexing: {live-parallelism: 2, backfill-parallelism: 3}\n"));
    assertThat(indexing.slots()).isEqualTo(3);
  }

  @Test
  void everyTrainerThatMeetsTheOthersHasWeightsOfItsOwn() {
    Estimate one = estimate("training", config(""));
    Estimate together = estimate("training", config("training: {trainers: 3}\n"));
    Estimate apart =
        estimate("training", config("training: {trainers: 3, meet-every-steps: 20}\n"));
    assertThat(together.slots()).isEqualTo(3);
    assertThat(item(together, "weights").bytes()).isEqualTo(item(one, "weights").bytes());
    // Weights, two moments, the average, the last meeting and its momentum, of each.
    assertThat(item(apart, "weights").bytes()).isEqualTo(item(one, "weights").bytes() / 4 * 6 * 3);
  }

  @Test
  void negativeNumbersAreRefused() {
    assertThatThrownBy(() -> new Workload(-1, 0, 0, 0, 0))
        .hasMessageContaining("must be at least 0");
  }
}
