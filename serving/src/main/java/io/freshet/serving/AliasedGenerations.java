/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving;

import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.generations.GenerationSpec;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;

/**
 * The generation behind an alias and the former one, while that still stands. An answer is kept for
 * {@link #RESOLVE_EVERY}. Not thread-safe.
 */
public final class AliasedGenerations {
  /** How long an answer is kept. */
  public static final Duration RESOLVE_EVERY = Duration.ofSeconds(1);

  private final GenerationStore store;
  private final String alias;
  private final InstantSource clock;
  private Optional<ServingGeneration> serving = Optional.empty();
  private Optional<ServingGeneration> former = Optional.empty();
  private long servingAt = Long.MIN_VALUE;
  private long formerAt = Long.MIN_VALUE;

  /** Resolves an alias when it is first asked. */
  public AliasedGenerations(GenerationStore store, String alias, InstantSource clock) {
    this.store = store;
    this.alias = alias;
    this.clock = clock;
  }

  /**
   * The generation that serves, if one does.
   *
   * @throws OpenSearchFailure where the index cannot be reached
   */
  public Optional<ServingGeneration> serving() throws OpenSearchFailure {
    long now = clock.millis();
    if (old(servingAt, now)) {
      serving = store.serving(alias);
      servingAt = now;
    }
    return serving;
  }

  /** The generation known last, without asking. */
  public Optional<ServingGeneration> known() {
    return serving;
  }

  /** The newest complete generation before the one that serves: it is written to as long. */
  public Optional<ServingGeneration> former() throws OpenSearchFailure {
    long now = clock.millis();
    Optional<ServingGeneration> current = serving();
    if (current.isPresent() && old(formerAt, now)) {
      int serves = number(current.get());
      former =
          store.list(alias).stream()
              .filter(generation -> number(generation) < serves)
              .max(Comparator.comparingInt(this::number));
      formerAt = now;
    }
    return former;
  }

  /** Drops what is kept, because an index was gone. */
  public void forget() {
    servingAt = Long.MIN_VALUE;
    formerAt = Long.MIN_VALUE;
  }

  private static boolean old(long at, long now) {
    return at == Long.MIN_VALUE || now - at >= RESOLVE_EVERY.toMillis();
  }

  private int number(ServingGeneration generation) {
    return GenerationSpec.number(alias, generation.index()).orElse(0);
  }
}
