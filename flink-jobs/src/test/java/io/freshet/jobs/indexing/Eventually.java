/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what servers and jobs do in their own time. */
public final class Eventually {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private Eventually() {}

  /** Asks until there is an answer; fails after two minutes, saying what was waited for. */
  public static <T> T get(String what, Callable<Optional<T>> question) throws Exception {
    return get(LIMIT, what, question);
  }

  private static <T> T get(Duration limit, String what, Callable<Optional<T>> question)
      throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<T> answer = question.call();
      if (answer.isPresent()) {
        return answer.get();
      }
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + limit.toMinutes() + " min: " + what);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** Waits until a condition holds. */
  public static void holds(String what, Callable<Boolean> condition) throws Exception {
    within(LIMIT, what, condition);
  }

  /** Waits until a condition holds, which is known to take long. */
  public static void within(Duration limit, String what, Callable<Boolean> condition)
      throws Exception {
    Boolean unused =
        get(limit, what, () -> condition.call() ? Optional.of(true) : Optional.empty());
  }
}
