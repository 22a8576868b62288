/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.apache.flink.annotation.Internal;

/**
 * Waits between attempts: doubling, capped, and spread so that writers do not come back at once. As
 * safe with threads as its random numbers are.
 */
@Internal
public final class Backoff {

  private static final int DOUBLINGS = 30;

  private final Duration initial;
  private final Duration maximum;
  private final DoubleSupplier random;

  /**
   * A policy.
   *
   * @param random draws from 0 to 1
   */
  public Backoff(Duration initial, Duration maximum, DoubleSupplier random) {
    this.initial = initial;
    this.maximum = maximum;
    this.random = random;
  }

  /**
   * Between half and the whole of the doubled wait.
   *
   * @param failures in a row, from 1
   */
  public Duration after(int failures) {
    long doubled = initial.toMillis() << Math.min(DOUBLINGS, failures - 1);
    long capped = Math.min(maximum.toMillis(), doubled);
    return Duration.ofMillis(capped / 2 + (long) (random.getAsDouble() * (capped - capped / 2)));
  }
}
