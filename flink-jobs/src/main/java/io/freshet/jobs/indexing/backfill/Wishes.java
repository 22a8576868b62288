/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import io.freshet.connectors.records.DesiredGeneration;
import io.freshet.connectors.records.DesiredGeneration.Wish;
import io.freshet.jobs.indexing.controller.ControllerState;
import io.freshet.jobs.indexing.controller.Generation;
import io.freshet.jobs.indexing.world.News;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What people want of builds, the last wish for each. Not part of the controller's state: after a
 * restart it is read again from the beginning of its topic. Used by the coordinator's thread.
 */
final class Wishes {
  private final Map<String, DesiredGeneration> byIndex = new HashMap<>();
  private boolean known;

  /** Takes in what was said. */
  void take(News news) {
    for (DesiredGeneration wish : news.wishes()) {
      byIndex.put(wish.index(), wish);
    }
    known |= news.complete();
  }

  /** Whether all is known that was wanted before the start. */
  boolean known() {
    return known;
  }

  /** The state after what people want of the generations that are there. */
  ControllerState appliedTo(ControllerState state, long now) {
    ControllerState next = state;
    for (Generation generation : state.generations()) {
      DesiredGeneration wish = byIndex.get(generation.index());
      if (wish != null) {
        next =
            switch (wish.wish()) {
              case ABANDON -> next.unwanted(wish.index(), reason(wish), now);
              case RUN -> next.wanted(wish.index(), now);
              case PAUSE -> next;
            };
      }
    }
    return next;
  }

  private static String reason(DesiredGeneration wish) {
    return "abandoned by a person" + (wish.reason().isBlank() ? "" : ": " + wish.reason());
  }

  /**
   * Records a second that a build reads at most: 0 for a pause, infinite for no limit.
   *
   * @param configured what holds where nobody wants another rate; 0 for no limit
   */
  double rate(Generation generation, int configured) {
    DesiredGeneration wish = byIndex.get(generation.index());
    if (wish != null && wish.wish() == Wish.PAUSE) {
      return 0;
    }
    int rate = wish == null ? configured : wish.documentsPerSecond().orElse(configured);
    return rate == 0 ? Double.POSITIVE_INFINITY : rate;
  }

  /** Forgets wishes for generations that are gone. */
  void retain(ControllerState state) {
    byIndex
        .keySet()
        .retainAll(state.generations().stream().map(Generation::index).collect(Collectors.toSet()));
  }
}
