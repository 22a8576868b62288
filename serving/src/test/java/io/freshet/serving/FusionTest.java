/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.connectors.opensearch.client.Hit;
import io.freshet.serving.Fusion.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FusionTest {
  /** Scores of dot products 0.9, 0.4, -0.1, as OpenSearch gives them. */
  private static final List<Hit> VECTORS = List.of(hit("a", 1.9), hit("b", 1.4), hit("c", 1 / 1.1));

  private static final List<Hit> WORDS = List.of(hit("d", 12), hit("b", 9), hit("a", 8));

  private static Hit hit(String id, double score) {
    return new Hit(id, score, "title of " + id, "text of " + id);
  }

  @Test
  void reciprocalRanksAreThoseOfThePaper() {
    List<Hit> fused = new Fusion(Method.RRF, 0.5).fuse(VECTORS, WORDS, 10);
    assertThat(fused).extracting(Hit::id).containsExactly("a", "b", "d", "c");
    assertThat(fused.get(0).score()).isCloseTo(0.5 / 61 + 0.5 / 63, within(1e-12));
    assertThat(fused.get(1).score()).isCloseTo(1.0 / 62, within(1e-12));
    assertThat(fused.get(2).score()).isCloseTo(0.5 / 61, within(1e-12));
    assertThat(fused.get(2).title()).isEqualTo("title of d");
  }

  @Test
  void scoresAreBroughtToZeroToOne() {
    List<Hit> fused = new Fusion(Method.SCORES, 0.75).fuse(VECTORS, WORDS, 10);
    assertThat(fused).extracting(Hit::id).containsExactly("a", "b", "d", "c");
    assertThat(fused.get(0).score()).isCloseTo(0.75, within(1e-12));
    assertThat(fused.get(1).score()).isCloseTo(0.75 * 0.5 + 0.25 * 0.25, within(1e-9));
    assertThat(fused.get(2).score()).isCloseTo(0.25, within(1e-12));
    assertThat(fused.get(3).score()).isCloseTo(0, within(1e-12));
  }

  @Test
  void theWeightsAtTheEndsAreOneSideAlone() {
    for (Method method : Method.values()) {
      assertThat(new Fusion(method, 1).fuse(VECTORS, WORDS, 2))
          .extracting(Hit::id)
          .containsExactly("a", "b");
      assertThat(new Fusion(method, 0).fuse(VECTORS, WORDS, 3))
          .extracting(Hit::id)
          .startsWith("d", "b");
      assertThat(new Fusion(method, 0.5).fuse(VECTORS, List.of(), 3))
          .extracting(Hit::id)
          .containsExactly("a", "b", "c");
      assertThat(new Fusion(method, 0.5).fuse(List.of(), List.of(), 3)).isEmpty();
    }
    List<Hit> equal = List.of(hit("y", 1), hit("x", 1));
    assertThat(new Fusion(Method.SCORES, 0.5).fuse(List.of(), equal, 3))
        .extracting(Hit::id)
        .containsExactly("x", "y");
    assertThatThrownBy(() -> new Fusion(Method.RRF, Double.NaN)).hasMessageContaining("0 to 1");
  }

  @Test
  void noDocumentIsLostOrDoubledAndTheOrderIsThatOfTheSums() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<Hit> vectors = draw(random);
      List<Hit> words = draw(random);
      Fusion fusion =
          new Fusion(random.nextBoolean() ? Method.RRF : Method.SCORES, random.nextDouble());
      List<Hit> all = fusion.fuse(vectors, words, 1_000);
      List<String> ids = new ArrayList<>();
      vectors.forEach(hit -> ids.add(hit.id()));
      words.stream().map(Hit::id).filter(id -> !ids.contains(id)).forEach(ids::add);
      assertThat(all)
          .as("seed %d", seed)
          .extracting(Hit::id)
          .containsExactlyInAnyOrderElementsOf(ids);
      assertThat(all)
          .as("seed %d", seed)
          .isSortedAccordingTo(
              Comparator.comparingDouble(Hit::score).reversed().thenComparing(Hit::id));
      assertThat(fusion.fuse(vectors, words, 3))
          .as("seed %d", seed)
          .isEqualTo(all.subList(0, Math.min(3, all.size())));
    }
  }

  private static List<Hit> draw(Random random) {
    List<Hit> hits = new ArrayList<>();
    random.ints(random.nextInt(12), 0, 20).distinct().forEach(i -> hits.add(hit("d" + i, 0)));
    List<Hit> scored = new ArrayList<>();
    for (int i = 0; i < hits.size(); i++) {
      scored.add(hit(hits.get(i).id(), 20 - i / 2));
    }
    return scored;
  }
}
