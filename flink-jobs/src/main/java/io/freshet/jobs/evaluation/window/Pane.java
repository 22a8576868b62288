/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.window;

import io.freshet.jobs.evaluation.ask.GenerationSums;
import java.util.ArrayList;
import java.util.List;

/**
 * What one task's queries of one stretch of time were worth, by generation; one generation but
 * around a roll-over. Panes that follow each other merge into windows.
 *
 * @param generations in the order of their last answers, none twice
 */
record Pane(List<GenerationSums> generations) {
  static final Pane EMPTY = new Pane(List.of());

  Pane {
    generations = List.copyOf(generations);
  }

  /** This pane with more answers, which came after those that it holds. */
  Pane plus(GenerationSums more) {
    List<GenerationSums> merged = new ArrayList<>(generations.size() + 1);
    GenerationSums last = more;
    for (GenerationSums own : generations) {
      if (own.generation().equals(more.generation())) {
        last = own.plus(more);
      } else {
        merged.add(own);
      }
    }
    merged.add(last);
    return new Pane(merged);
  }

  /** This pane and a later one together. */
  Pane plus(Pane other) {
    Pane merged = this;
    for (GenerationSums more : other.generations()) {
      merged = merged.plus(more);
    }
    return merged;
  }

  /** Whether no other generation has answers to the sample that came after this one's. */
  boolean answeredLast(String generation) {
    String last = "";
    for (GenerationSums own : generations) {
      last = own.sampled() ? own.generation() : last;
    }
    return last.equals(generation);
  }
}
