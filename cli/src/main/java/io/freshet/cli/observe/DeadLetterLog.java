/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.observe;

import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Origin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Dead letters by topic and reason, each record once. Guarded by its owner. */
final class DeadLetterLog {
  private record Place(String topic, int partition, long offset) {}

  /** Beyond this many a record told twice counts twice: a bound on memory, not on the count. */
  private static final int REMEMBERED = 200_000;

  private final Set<Place> seen = new HashSet<>();
  private final Map<String, Map<String, Long>> counts = new TreeMap<>();
  private long total;

  void accept(DeadLetter letter) {
    Origin origin = letter.origin();
    Place place = new Place(origin.topic(), origin.partition(), origin.offset());
    if (seen.size() < REMEMBERED ? !seen.add(place) : seen.contains(place)) {
      return;
    }
    total++;
    counts
        .computeIfAbsent(origin.topic(), topic -> new TreeMap<>())
        .merge(letter.reason(), 1L, Long::sum);
  }

  long of(String topic) {
    return counts.getOrDefault(topic, Map.of()).values().stream().mapToLong(Long::longValue).sum();
  }

  RunSnapshot.DeadLetters snapshot() {
    List<RunSnapshot.DeadLetterCount> rows = new ArrayList<>();
    counts.forEach(
        (topic, reasons) ->
            reasons.forEach(
                (reason, count) ->
                    rows.add(new RunSnapshot.DeadLetterCount(topic, reason, count))));
    return new RunSnapshot.DeadLetters(total, List.copyOf(rows));
  }
}
