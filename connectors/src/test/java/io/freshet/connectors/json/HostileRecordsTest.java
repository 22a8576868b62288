/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.json.HostileRecords.Kind;
import java.util.EnumSet;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Records of every kind of harm for every topic: each is accepted or rejected with a reason, and
 * nothing is thrown. {@code -Dfreshet.seed} repeats a run, {@code -Dfreshet.hostile=1000000} makes
 * a longer one; seeds differ from run to run, so that runs add up.
 */
class HostileRecordsTest {

  private static final int RECORDS = Integer.getInteger("freshet.hostile", 250_000);

  /** Seeds of their own, side by side. */
  private static final int PARTS = 4;

  /** One of so many is of a kind that takes megabytes. */
  private static final int RARE = 20_000;

  private final long seed = Long.getLong("freshet.seed", System.nanoTime());

  @Test
  void everyRecordIsAccountedFor() {
    Map<String, Integer> outcomes = new TreeMap<>();
    IntStream.range(0, PARTS)
        .parallel()
        .mapToObj(part -> outcomes(seed + part, RECORDS / PARTS))
        .toList()
        .forEach(part -> part.forEach((word, count) -> outcomes.merge(word, count, Integer::sum)));
    System.out.printf("-Dfreshet.seed=%d: %s%n", seed, outcomes);
    assertThat(outcomes.values().stream().mapToInt(count -> count).sum()).isEqualTo(RECORDS);
    // The harm is done: every reason that a decoder has is met.
    for (Reason reason : EnumSet.complementOf(EnumSet.of(Reason.INTERNAL_ERROR))) {
      assertThat(outcomes).containsKey(reason.word());
    }
  }

  private Map<String, Integer> outcomes(long ownSeed, int records) {
    SplittableRandom random = new SplittableRandom(ownSeed);
    HostileRecords hostile = new HostileRecords(ownSeed);
    TopicDecoder[] topics = TopicDecoder.values();
    Kind[] kinds = EnumSet.complementOf(EnumSet.of(Kind.OVERSIZED)).toArray(Kind[]::new);
    Map<String, Integer> outcomes = new TreeMap<>();
    for (int i = 0; i < records; i++) {
      TopicDecoder topic = topics[random.nextInt(topics.length)];
      Kind kind = random.nextInt(RARE) == 0 ? Kind.OVERSIZED : kinds[random.nextInt(kinds.length)];
      RawRecord record = hostile.next(topic, kind);
      try {
        String outcome = topic.check(record).orElse("accepted");
        outcomes.merge(outcome, 1, Integer::sum);
        if (kind == Kind.SOUND) {
          assertThat(outcome).isEqualTo("accepted");
        }
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "-Dfreshet.seed=%d, record %d of seed %d, %s for %s"
                .formatted(seed, i, ownSeed, kind, topic),
            e);
      }
    }
    return outcomes;
  }
}
