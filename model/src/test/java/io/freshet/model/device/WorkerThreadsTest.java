/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerThreadsTest {
  private final WorkerThreads threads = new WorkerThreads("beside");
  private final CyclicBarrier meeting = new CyclicBarrier(2);

  @AfterEach
  void close() {
    threads.close();
  }

  @Test
  void worksAtOnceTheFirstInTheCallingThread() {
    List<Supplier<String>> work = List.of(this::meet, this::meet);
    assertThat(threads.all(work)).containsExactly(Thread.currentThread().getName(), "beside");
    assertThat(threads.<String>all(List.of())).isEmpty();
  }

  @Test
  void returnsWhenAllHaveEndedWhateverFailed() {
    AtomicBoolean ended = new AtomicBoolean();
    Supplier<String> fails =
        () -> {
          meet();
          throw new IllegalStateException("failed");
        };
    Supplier<String> lasts =
        () -> {
          meet();
          ended.set(true);
          return "done";
        };
    assertThatThrownBy(() -> threads.all(List.of(fails, lasts)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(ended).isTrue();
    assertThatThrownBy(() -> threads.all(List.of(lasts, fails)))
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("failed");
  }

  @Test
  void anInterruptionReachesAll() {
    Supplier<Boolean> waits =
        () -> {
          try {
            new CountDownLatch(1).await();
            return false;
          } catch (InterruptedException e) {
            return true;
          }
        };
    Supplier<Boolean> interrupted =
        () -> {
          Thread.currentThread().interrupt();
          return true;
        };
    assertThat(threads.all(List.of(interrupted, waits, waits))).containsExactly(true, true, true);
    assertThat(Thread.interrupted()).as("the caller's flag is kept").isTrue();
    assertThat(threads.all(List.of(() -> "next", this::name))).containsExactly("next", "beside");
  }

  private String meet() {
    try {
      meeting.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
    return name();
  }

  private String name() {
    return Thread.currentThread().getName();
  }
}
