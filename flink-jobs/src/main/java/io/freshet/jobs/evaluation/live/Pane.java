/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.live;

import java.util.ArrayList;
import java.util.List;

/**
 * What one task's queries of one stretch of time were worth, by generation; one generation but
 * around a roll-over. Panes that follow each other merge into windows.
 *
 * @param generations in the order of their first answers, none twice
 */
record Pane(List<GenerationSums> generations) {
  static final Pane EMPTY = new Pane(List.of());

  Pane {
    generations = List.copyOf(generations);
  }

  /** This pane with more answers. */
  Pane plus(GenerationSums more) {
    List<GenerationSums> merged = new ArrayList<>(generations.size() + 1);
    boolean found = false;
    for (GenerationSums own : generations) {
      boolean same = own.generation().equals(more.generation());
      found |= same;
      merged.add(
          same
              ? new GenerationSums(own.generation(), own.version(), own.sums().merge(more.sums()))
              : own);
    }
    if (!found) {
      merged.add(more);
    }
    return new Pane(merged);
  }

  /** This pane and another one together. */
  Pane plus(Pane other) {
    Pane merged = this;
    for (GenerationSums more : other.generations()) {
      merged = merged.plus(more);
    }
    return merged;
  }
}
