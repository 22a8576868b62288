/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import io.freshet.connectors.records.GenerationRecord;
import io.freshet.jobs.indexing.controller.ControllerState;
import io.freshet.jobs.indexing.controller.Generation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/** What was announced of generations, and what is to be. Used by the coordinator's thread. */
final class Announcements {
  private final Map<Integer, GenerationRecord> last = new HashMap<>();

  /** What is new of a state but progress, of which there is much; it counts as announced. */
  List<GenerationRecord> news(ControllerState state) {
    return changed(
        state,
        (now, before) ->
            !now.state().equals(before.state())
                || !now.reason().equals(before.reason())
                || now.changedAt() != before.changedAt());
  }

  /** All that differs from what was announced; it counts as announced. */
  List<GenerationRecord> all(ControllerState state) {
    return changed(state, (now, before) -> !now.equals(before));
  }

  private List<GenerationRecord> changed(
      ControllerState state, BiPredicate<GenerationRecord, GenerationRecord> differs) {
    List<GenerationRecord> records = new ArrayList<>();
    for (Generation generation : state.generations()) {
      GenerationRecord now = record(generation);
      GenerationRecord before = last.get(generation.number());
      if (before == null || differs.test(now, before)) {
        last.put(generation.number(), now);
        records.add(now);
      }
    }
    return records;
  }

  private static GenerationRecord record(Generation generation) {
    return new GenerationRecord(
        generation.index(),
        generation.number(),
        generation.version().step(),
        generation.version().digest(),
        generation.state().name(),
        generation.progress(),
        generation.documents(),
        generation.changedAt(),
        generation.expectedMillis(),
        generation.reason());
  }

  /** Forgets generations that are gone. */
  void retain(ControllerState state) {
    last.keySet()
        .retainAll(
            state.generations().stream().map(Generation::number).collect(Collectors.toSet()));
  }
}
