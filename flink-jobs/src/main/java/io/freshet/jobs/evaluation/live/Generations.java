/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.live;

import io.freshet.connectors.opensearch.GenerationStore;
import io.freshet.connectors.opensearch.OpenSearchFailure;
import io.freshet.connectors.opensearch.ServingGeneration;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The generation that serves and the one before it, as far as it still stands; believed for {@link
 * #RESOLVE_EVERY}. Not thread-safe.
 */
final class Generations {
  /** How long a resolved alias is believed. */
  static final Duration RESOLVE_EVERY = Duration.ofSeconds(1);

  private static final Pattern NUMBER = Pattern.compile("-g(\\d{1,9})-[0-9a-f]{8}$");

  private final GenerationStore store;
  private final String alias;
  private final InstantSource clock;
  private Optional<ServingGeneration> serving = Optional.empty();
  private Optional<ServingGeneration> former = Optional.empty();
  private long servingAt = Long.MIN_VALUE;
  private long formerAt = Long.MIN_VALUE;

  Generations(GenerationStore store, String alias, InstantSource clock) {
    this.store = store;
    this.alias = alias;
    this.clock = clock;
  }

  /** The generation that serves, if one does. */
  Optional<ServingGeneration> serving() throws OpenSearchFailure {
    long now = clock.millis();
    if (old(servingAt, now)) {
      serving = store.serving(alias);
      servingAt = now;
    }
    return serving;
  }

  /** The generation known last, without asking. */
  Optional<ServingGeneration> known() {
    return serving;
  }

  /** The newest complete generation before the one that serves: it is written to as long. */
  Optional<ServingGeneration> former() throws OpenSearchFailure {
    long now = clock.millis();
    Optional<ServingGeneration> current = serving();
    if (current.isPresent() && old(formerAt, now)) {
      int number = number(current.get());
      former =
          store.list(alias).stream()
              .filter(generation -> number(generation) < number)
              .max(Comparator.comparingInt(Generations::number));
      formerAt = now;
    }
    return former;
  }

  /** Believes nothing any more: an index was gone. */
  void forget() {
    servingAt = Long.MIN_VALUE;
    formerAt = Long.MIN_VALUE;
  }

  private static boolean old(long at, long now) {
    return at == Long.MIN_VALUE || now - at >= RESOLVE_EVERY.toMillis();
  }

  private static int number(ServingGeneration generation) {
    Matcher matcher = NUMBER.matcher(generation.index());
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }
}
