/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service.http;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Requests a second of each caller: what a caller does not use in a second is lost. Thread-safe.
 */
final class RateLimit {
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final LongSupplier nanos;
  private final Map<Integer, Allowance> callers = new HashMap<>();

  private record Allowance(double requests, long at) {}

  /**
   * A limit.
   *
   * @param perSecond 0 for no limit
   * @param nanos the time, as {@link System#nanoTime} tells it
   */
  RateLimit(double perSecond, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.nanos = nanos;
  }

  /**
   * Counts a request.
   *
   * @throws Refusal where the caller has none left
   */
  synchronized void count(int caller) {
    if (perSecond == 0) {
      return;
    }
    long now = nanos.getAsLong();
    double most = Math.max(1, perSecond);
    Allowance before = callers.getOrDefault(caller, new Allowance(most, now));
    double left = Math.min(most, before.requests() + (now - before.at()) / NANOS * perSecond);
    boolean granted = left >= 1;
    callers.put(caller, new Allowance(granted ? left - 1 : left, now));
    if (!granted) {
      throw Refusal.tooMany(
          "more than %s requests a second".formatted(perSecond),
          (int) Math.max(1, Math.ceil((1 - left) / perSecond)));
    }
  }
}
