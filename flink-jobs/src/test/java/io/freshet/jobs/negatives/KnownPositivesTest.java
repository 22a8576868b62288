/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.negatives;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KnownPositivesTest {
  private final KnownPositives known = new KnownPositives();

  @Test
  void forgetsTheQueriesThatCameLongestAgo() {
    TrainingExample often = Examples.of("often", "often", "p");
    TrainingExample once = Examples.of("once", "once", "p");
    known.remember(often);
    known.remember(once);
    for (int i = 0; i < KnownPositives.QUERIES - 1; i++) {
      known.remember(Examples.of("e" + i, "q" + i, "p"));
      known.remember(often);
    }
    assertThat(known.of(often)).hasSize(1);
    assertThat(known.of(once)).isEmpty();
  }

  @Test
  void keepsABoundedNumberOfPositives() {
    List<TextItem> many =
        IntStream.range(0, 1_000).mapToObj(i -> new TextItem("", "p" + i)).toList();
    TrainingExample example = Examples.of("e", "q", many);
    known.remember(example);
    assertThat(known.of(example)).hasSize(KnownPositives.POSITIVES);
  }

  @Test
  void gradedTextsAreNoAnswers() {
    TrainingExample graded =
        Examples.with("e", "q", List.of(new TextItem("", "p")), List.of(0.1), "");
    known.remember(graded);
    assertThat(known.of(graded)).isEmpty();
  }
}
