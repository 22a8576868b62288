/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.cli.observe.Generations;
import io.freshet.cli.observe.RunSnapshot;
import io.freshet.evaluation.comparison.ForgettingMatrix;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GenerationsTest {
  private static final RunSnapshot.Generation FIRST = generation(1, "0-aaaaaaaa", "RETIRED", 100);
  private static final RunSnapshot.Generation SECOND = generation(2, "60-bbbbbbbb", "SERVING", 500);

  @Test
  void settledIsOneWhoseNewestPromotedVersionServesAndIsMeasured() {
    assertThat(Generations.isSettled(run("PROMOTED", List.of(window(2, 500, 40))))).isTrue();
  }

  @Test
  void notSettledWhileAVersionWaitsOrServesUnmeasured() {
    assertThat(Generations.isSettled(run("CANDIDATE", List.of(window(2, 500, 40))))).isFalse();
    assertThat(Generations.isSettled(run("PROMOTED", List.of(window(1, 500, 40)))))
        .as("measured in the generation before")
        .isFalse();
    assertThat(Generations.isSettled(run("PROMOTED", List.of(window(2, 499, 40)))))
        .as("the window began before it served")
        .isFalse();
    assertThat(Generations.isSettled(run("PROMOTED", List.of(window(2, 500, 0))))).isFalse();
  }

  @Test
  void measuredIsTheWindowWithMostQueries() {
    RunSnapshot run =
        run("PROMOTED", List.of(window(2, 500, 4), window(2, 600, 40), window(2, 700, 30)));
    assertThat(Generations.measured(run, SECOND, "search"))
        .map(RunSnapshot.Window::queries)
        .contains(40L);
    assertThat(Generations.measured(run, FIRST, "search")).isEmpty();
  }

  @Test
  void theSummaryComparesFirstAndLast() {
    StringWriter out = new StringWriter();
    Summary.print(
        new PrintWriter(out), run("PROMOTED", List.of(window(1, 100, 10), window(2, 500, 40))));
    assertThat(out.toString())
        .contains("2 versions, 2 generations served")
        .containsPattern("search +0.100 +0.400 ");
  }

  private static RunSnapshot run(String newestState, List<RunSnapshot.Window> windows) {
    return new RunSnapshot(
        1_000,
        0,
        "streaming",
        Map.of(),
        new RunSnapshot.Training(1, 0, 1, 1, 1, 1, 1, Optional.empty(), Optional.empty()),
        Map.of("search", new RunSnapshot.Task(1, 1, 1, 1, 1, 1, List.of(), Map.of())),
        windows,
        List.of(version(0, "0-aaaaaaaa", "PROMOTED"), version(60, "60-bbbbbbbb", newestState)),
        List.of(FIRST, SECOND),
        new ForgettingMatrix(List.of()),
        List.of(),
        new RunSnapshot.DeadLetters(0, List.of()),
        Map.of(),
        Map.of(),
        List.of());
  }

  private static RunSnapshot.Version version(long step, String name, String state) {
    return new RunSnapshot.Version(
        name,
        step,
        "digest",
        "uri",
        "",
        state,
        "",
        0,
        Map.of(),
        Optional.empty(),
        Optional.empty());
  }

  private static RunSnapshot.Generation generation(
      int number, String version, String state, long since) {
    return new RunSnapshot.Generation(
        "docs-g" + number, number, version, state, 1, 10, "", 0, Optional.of(since), 0);
  }

  private static RunSnapshot.Window window(int generation, long start, long queries) {
    return new RunSnapshot.Window(
        "search",
        "docs-g" + generation,
        "v",
        start,
        start + 40,
        queries,
        queries / 100.0,
        0.5,
        0.5);
  }
}
