/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.negatives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.config.NegativesConfig;
import io.freshet.connectors.records.MinedExamples;
import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.jobs.probes.HeldOutQueries;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MinableTest {
  private static final int EXAMPLES = 20_000;

  private static Minable minable(Map<String, Double> shares) {
    return new Minable(new NegativesConfig(shares, 4, 50, 0.95, 0), HeldOutQueries.none());
  }

  private static List<String> chosen(double share) {
    Minable minable = minable(Map.of("search", share));
    return IntStream.range(0, EXAMPLES)
        .mapToObj(i -> Examples.of("search-" + i, "q", "p"))
        .filter(minable::chooses)
        .map(TrainingExample::id)
        .toList();
  }

  @Test
  void shareIsMetAndFollowsFromTheIdAlone() {
    List<String> fifth = chosen(0.2);
    // Four standard deviations of a binomial distribution.
    assertThat((double) fifth.size() / EXAMPLES)
        .isCloseTo(0.2, within(4 * Math.sqrt(0.2 * 0.8 / EXAMPLES)));
    assertThat(chosen(0.2)).isEqualTo(fifth);
    assertThat(chosen(0.5)).containsAll(fifth);
    assertThat(chosen(1)).hasSize(EXAMPLES);
    assertThat(chosen(0)).isEmpty();
  }

  @Test
  void tasksWithoutAShareAreNotMined() {
    TrainingExample example = Examples.of("e", "q", "p");
    assertThat(minable(Map.of("other", 1.0)).chooses(example)).isFalse();
    assertThat(minable(Map.of("other", 1.0)).concerns(example)).isFalse();
    assertThat(minable(Map.of("search", 1.0)).concerns(example)).isTrue();
  }

  @Test
  void minedExamplesAreNotMinedAgain() {
    TrainingExample example = Examples.of("e", "q", "p");
    TrainingExample mined =
        MinedExamples.of(example, List.of(new TextItem("n", "negative")), "0123456789abcdef");
    Minable all = minable(Map.of("search", 1.0));
    assertThat(all.chooses(example)).isTrue();
    assertThat(all.chooses(mined)).isFalse();
  }

  @Test
  void onlyPlainPositivesSayWhatIsRight() {
    Minable all = minable(Map.of("search", 1.0));
    List<TextItem> one = List.of(new TextItem("", "p"));
    assertThat(all.chooses(Examples.of("e", "q", List.of()))).isFalse();
    assertThat(all.chooses(Examples.with("e", "q", one, List.of(0.9), ""))).isFalse();
    assertThat(all.chooses(Examples.with("e", "q", one, List.of(), "class"))).isFalse();
    assertThat(all.chooses(Examples.with("e", "q", one, List.of(), ""))).isTrue();
  }

  @Test
  void heldOutQueriesAreNotMined() {
    HeldOutQueries held =
        HeldOutQueries.ofTexts(Map.of(new HeldOutQueries.Query("search", "1"), "The query"));
    Minable all = new Minable(new NegativesConfig(Map.of("search", 1.0), 4, 50, 1, 0), held);
    assertThat(all.chooses(Examples.of("e", "the  query", "p"))).isFalse();
    assertThat(all.chooses(Examples.of("e", "another query", "p"))).isTrue();
  }
}
