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
  private static final List<List<String>> NEGATIVES =
      List.of(List.of("n0", "n1"), List.of(), List.of("n2"));

  @Test
  void everythingCountsWithinReach() {
    Candidates candidates =
        Candidates.of(List.of("q0", "q1", "q2"), List.of("p0", "p1", "p2"), NEGATIVES, ALL);
    assertThat(candidates.documents()).containsExactly("p0", "p1", "p2", "n0", "n1", "n2");
    assertThat(candidates.excluded()).hasSize(18).containsOnly(false);
    assertThat(candidates.count(1)).isEqualTo(6);
  }

  @Test
  void ownNegativesOnly() {
    Candidates candidates =
        Candidates.of(List.of("q0", "q1", "q2"), List.of("p0", "p1", "p2"), NEGATIVES, OWN);
    assertThat(candidates.excluded())
        .containsExactly(
            false, true, true, false, false, true, //
            true, false, true, true, true, true, //
            true, true, false, true, true, false);
    assertThat(candidates.count(1)).isEqualTo(1);
  }

  @Test
  void negativesThatNobodyReachesAreNotEncoded() {
    Candidates candidates =
        Candidates.of(List.of("q0", "q1", "q2"), List.of("p0", "p1", "p2"), NEGATIVES, BATCH);
    assertThat(candidates.documents()).containsExactly("p0", "p1", "p2");
  }

  @Test
  void knownPositivesAreNeverNegatives() {
    // Row 2 asks row 0's question, row 1 has row 0's answer, and row 1's negative is that of row 2.
    Candidates candidates =
        Candidates.of(
            List.of("q", "other", "q"),
            List.of("a", "a", "b"),
            List.of(List.of(), List.of("b"), List.of()),
            ALL);
    assertThat(candidates.documents()).containsExactly("a", "a", "b", "b");
    assertThat(candidates.excluded())
        .containsExactly(
            false, true, true, true, //
            true, false, false, false, //
            true, true, false, true);
  }

  @Test
  void unevenListsAreRefused() {
    assertThatThrownBy(() -> Candidates.of(List.of("q"), List.of(), List.of(), ALL))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
