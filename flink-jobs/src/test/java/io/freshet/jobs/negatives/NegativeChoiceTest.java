/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.negatives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NegativeChoiceTest {
  private static final ScoreCeiling ANY = new ScoreCeiling(1, 0);

  private static Candidate candidate(String id, String text, double score) {
    return new Candidate(id, text, text, score);
  }

  private static List<String> ids(List<TextItem> items) {
    return items.stream().map(TextItem::id).toList();
  }

  @Test
  void ceilingIsAShareOfThePositivesScoreAndADistanceFromIt() {
    assertThat(new ScoreCeiling(0.95, 0).of(0.8)).isCloseTo(0.76, within(1e-12));
    assertThat(new ScoreCeiling(1, 0.05).of(0.8)).isCloseTo(0.75, within(1e-12));
    assertThat(new ScoreCeiling(0.95, 0.05).of(0.8)).isCloseTo(0.75, within(1e-12));
    assertThat(new ScoreCeiling(0.9, 0.05).of(0.8)).isCloseTo(0.72, within(1e-12));
    assertThat(ANY.of(0.8)).isEqualTo(0.8);
    // A share of a negative number is more than the number.
    assertThat(new ScoreCeiling(0.5, 0).of(-0.4)).isEqualTo(-0.4);
  }

  @Test
  void takesTheBestThatAreNotAboveTheCeiling() {
    TrainingExample example = Examples.of("e", "q", "right");
    List<Candidate> ranked =
        List.of(
            candidate("a", "text a", 0.99),
            candidate("b", "text b", 0.77),
            candidate("c", "text c", 0.76),
            candidate("d", "text d", 0.5),
            candidate("e", "text e", 0.4));
    NegativeChoice choice = new NegativeChoice(new ScoreCeiling(0.95, 0), 2);
    assertThat(choice.of(example, 0.8, ranked, Set.of()))
        .containsExactly(new TextItem("c", "text c"), new TextItem("d", "text d"));
    assertThat(choice.of(example, 0.3, ranked, Set.of())).isEmpty();
    assertThat(ids(new NegativeChoice(ANY, 9).of(example, 0.8, ranked, Set.of())))
        .containsExactly("b", "c", "d", "e");
  }

  @Test
  void leavesOutPositivesByIdAndByTextAndTheQueryAndWhatIsThereAlready() {
    TrainingExample example =
        Examples.of(
            "e", "The Query", List.of(new TextItem("p1", "right"), new TextItem("", "Also Right")));
    List<Candidate> ranked =
        List.of(
            candidate("p1", "another text of the document", 0.5),
            candidate("x", "right", 0.5),
            candidate("y", " also\n right ", 0.5),
            new Candidate("t", "right", "Title right", 0.5),
            candidate("z", "the query", 0.5),
            candidate("b", "", 0.5),
            candidate("n1", "wrong", 0.5),
            candidate("n2", "Wrong", 0.5),
            new Candidate("n3", "too", "Title too", 0.5));
    assertThat(new NegativeChoice(ANY, 9).of(example, 0.9, ranked, Set.of()))
        .containsExactly(new TextItem("n1", "wrong"), new TextItem("n3", "Title too"));
  }

  @Test
  void leavesOutWhatOtherExamplesOfTheQueryKnow() {
    KnownPositives known = new KnownPositives();
    known.remember(Examples.of("1", "Q", List.of(new TextItem("by-id", "one"))));
    known.remember(Examples.of("2", "q", "two"));
    known.remember(Examples.of("3", "another", "three"));
    TrainingExample example = Examples.of("4", "q", "four");
    known.remember(example);
    List<Candidate> ranked =
        List.of(
            candidate("by-id", "changed since", 0.5),
            candidate("a", "one", 0.5),
            candidate("b", "TWO", 0.5),
            candidate("c", "three", 0.5));
    assertThat(ids(new NegativeChoice(ANY, 9).of(example, 0.9, ranked, known.of(example))))
        .containsExactly("c");
  }
}
