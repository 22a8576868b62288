/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.DeviceTurn;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeviceTurnsTest {
  private final DeviceTurns turns = new DeviceTurns();
  private final List<String> order = new CopyOnWriteArrayList<>();

  private float[] call(String name) {
    order.add(name);
    return new float[0];
  }

  /** A live call that is under way until the latch opens. */
  private CompletableFuture<float[]> liveCall(CountDownLatch end) throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CompletableFuture<float[]> live =
        CompletableFuture.supplyAsync(
            () ->
                turns
                    .live()
                    .take(
                        () -> {
                          began.countDown();
                          await(end);
                          return call("live");
                        }));
    await(began);
    return live;
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new AssertionError("nothing came");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aBuildWaitsForALiveCallThatIsUnderWay() throws Exception {
    DeviceTurn build = turns.build(1e-9);
    float[] unused =
        build.take(
            () -> {
              // Long enough that patience, many times this, outlasts the test.
              LockSupport.parkNanos(1_000_000);
              return call("first");
            });
    CountDownLatch end = new CountDownLatch(1);
    CompletableFuture<float[]> live = liveCall(end);
    Thread builder = new Thread(() -> build.take(() -> call("second")));
    builder.start();
    while (builder.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    assertThat(order).containsExactly("first");
    end.countDown();
    builder.join();
    live.join();
    assertThat(order).containsExactly("first", "live", "second");
  }

  @Test
  void aBuildHasItsShareThoughLiveCallsNeverEnd() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CompletableFuture<float[]> live = liveCall(end);
    DeviceTurn build = turns.build(0.5);
    for (int i = 0; i < 3; i++) {
      float[] unused = build.take(() -> call("build"));
    }
    assertThat(order).containsExactly("build", "build", "build");
    end.countDown();
    live.join();
  }

  @Test
  void aLiveCallWaitsForNobody() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch began = new CountDownLatch(1);
    CompletableFuture<float[]> build =
        CompletableFuture.supplyAsync(
            () ->
                turns
                    .build(0.5)
                    .take(
                        () -> {
                          began.countDown();
                          await(end);
                          return call("build");
                        }));
    await(began);
    float[] unused = turns.live().take(() -> call("live"));
    end.countDown();
    build.join();
    assertThat(order).containsExactly("live", "build");
  }
}
