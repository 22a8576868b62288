/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CandidatesTest {
  private static final Candidates.Reach ALL = new Candidates.Reach(true, true, true);
  private static final Candidates.Reach OWN = new Candidates.Reach(true, false, false);
  private static final Candidates.Reach BATCH = new Candidates.Reach(false, true, false);
  private static final List<Candidates.Row> ROWS =
      List.of(
          row("q0", "p0", List.of("n0", "n1")),
          row("q1", "p1", List.of()),
          row("q2", "p2", List.of("n2")));

  private static Candidates.Row row(String query, String positive, List<String> negatives) {
    return new Candidates.Row(query, positive, negatives, List.of(), "");
  }

  @Test
  void everythingCountsWithinReach() {
    Candidates candidates = Candidates.of(ROWS, ALL);
    assertThat(candidates.documents()).containsExactly("p0", "p1", "p2", "n0", "n1", "n2");
    assertThat(candidates.excluded()).hasSize(18).containsOnly(false);
    assertThat(candidates.count(1)).isEqualTo(6);
  }

  @Test
  void ownNegativesOnly() {
    Candidates candidates = Candidates.of(ROWS, OWN);
    assertThat(candidates.excluded())
        .containsExactly(
            false, true, true, false, false, true, //
            true, false, true, true, true, true, //
            true, true, false, true, true, false);
    assertThat(candidates.count(1)).isEqualTo(1);
  }

  @Test
  void negativesThatNobodyReachesAreNotEncoded() {
    Candidates candidates = Candidates.of(ROWS, BATCH);
    assertThat(candidates.documents()).containsExactly("p0", "p1", "p2");
  }

  @Test
  void knownPositivesAreNeverNegatives() {
    // Row 2 asks row 0's question, row 1 has row 0's answer, and row 1's negative is that of row 2.
    Candidates candidates =
        Candidates.of(
            List.of(
                row("q", "a", List.of()),
                row("other", "a", List.of("b")),
                row("q", "b", List.of())),
            ALL);
    assertThat(candidates.documents()).containsExactly("a", "a", "b", "b");
    assertThat(candidates.excluded())
        .containsExactly(
            false, true, true, true, //
            true, false, false, false, //
            true, true, false, true);
  }

  @Test
  void positivesThatWereNotDrawnAreKnownToo() {
    Candidates candidates =
        Candidates.of(
            List.of(
                new Candidates.Row("q0", "p0", List.of(), List.of("p1", "n1"), ""),
                row("q1", "p1", List.of("n1"))),
            ALL);
    assertThat(candidates.excluded()).containsExactly(false, true, true, false, false, false);
  }

  @Test
  void labelsTellWhatIsANegative() {
    // Rows 0 and 1 are of one class; row 3 has no label.
    Candidates candidates =
        Candidates.of(
            List.of(
                new Candidates.Row("q0", "p0", List.of("n0"), List.of(), "red"),
                new Candidates.Row("q1", "p1", List.of(), List.of(), "red"),
                new Candidates.Row("q2", "p2", List.of(), List.of(), "blue"),
                row("q3", "p3", List.of())),
            ALL);
    assertThat(candidates.excluded())
        .containsExactly(
            false, true, false, false, false, //
            true, false, false, false, false, //
            false, false, false, false, true, //
            false, false, false, false, false);
  }

  @Test
  void ownKeysArePlacesOfThePositiveAndTheNegatives() {
    Candidates candidates = Candidates.of(ROWS, OWN);
    assertThat(candidates.own()).containsExactly(0, 3, 4, 1, -1, -1, 2, 5, -1);
    assertThat(candidates.owners()).containsExactly(0, 1, 2, 0, 0, 2);
  }

  @Test
  void noRowsAreRefused() {
    assertThatThrownBy(() -> Candidates.of(List.of(), ALL))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
