/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.versions;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.registry.ModelRegistry.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionTest {

  private static final Instant START = Instant.parse("2026-01-01T00:30:00Z");

  /** Versions of steps 0, 10, 20 .. that are eight hours apart. */
  private static List<Entry> entries(int count) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(new Entry(name(10 * i), START.plus(Duration.ofHours(8L * i))));
    }
    return entries;
  }

  private static String name(int step) {
    return step + "-0123abcd";
  }

  private static List<Integer> kept(Retention retention, List<Entry> entries, List<Integer> steps) {
    List<Entry> gone =
        retention.dispensable(entries, steps.stream().map(RetentionTest::name).toList());
    return entries.stream()
        .filter(entry -> !gone.contains(entry))
        .map(entry -> Integer.parseInt(entry.name().substring(0, entry.name().indexOf('-'))))
        .toList();
  }

  @Test
  void theNewestStay() {
    assertThat(kept(new Retention(3, 0, 0), entries(12), List.of())).containsExactly(90, 100, 110);
  }

  @Test
  void thePromotedLastStayAsWell() {
    assertThat(kept(new Retention(2, 2, 0), entries(12), List.of(0, 10, 70, 10)))
        .containsExactly(10, 70, 100, 110);
  }

  @Test
  void theLastOfEachDayStays() {
    // Steps 90, 100, 110 are of the last day, 60, 70, 80 of the one before.
    assertThat(kept(new Retention(1, 0, 3), entries(12), List.of())).containsExactly(50, 80, 110);
  }

  @Test
  void withoutALimitAllStay() {
    assertThat(kept(Retention.ALL, entries(12), List.of())).hasSize(12);
    assertThat(kept(new Retention(0, 2, 3), entries(12), List.of())).hasSize(12);
  }

  @Test
  void otherFoldersAreLeftAlone() {
    List<Entry> entries = entries(4);
    entries.add(new Entry("by-hand", START));
    assertThat(new Retention(1, 0, 0).dispensable(entries, List.of()))
        .extracting(Entry::name)
        .containsExactly(name(20), name(10), name(0));
  }
}
