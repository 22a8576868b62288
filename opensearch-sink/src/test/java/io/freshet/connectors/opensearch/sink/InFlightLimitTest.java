/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limit beside a simulated node, in the node's own time. */
class InFlightLimitTest {
  private static final int DOCUMENTS = 500;
  private static final int MOST = 16;
  private static final long SECOND = 1_000_000_000L;

  private final long seed = Long.getLong("freshet.seed", System.nanoTime());

  /** A request that is answered at a time. */
  private record Request(long sent, long answered, boolean overloaded) {}

  /**
   * Writes into a node as fast as it and the limit allow. The node serves requests one after the
   * other on each of its threads, keeps some waiting, and refuses the others at once.
   */
  private final class Simulation {
    private final Random random = new Random(seed);
    private final PriorityQueue<Request> underWay =
        new PriorityQueue<>(Comparator.comparingLong(Request::answered));
    private long[] freeAt;
    private int waitingRoom;
    private long now;
    private long stored;
    private int refused;
    private int highest;

    Simulation(int threads, int waitingRoom) {
      become(threads, waitingRoom);
    }

    void become(int threads, int room) {
      freeAt = IntStream.range(0, threads).mapToLong(thread -> now).toArray();
      waitingRoom = room;
    }

    /** Returns the documents stored a second. */
    double run(InFlightLimit limit, int seconds) {
      long until = now + seconds * SECOND;
      long before = stored;
      while (now < until) {
        while (limit.underWay() < limit.current()) {
          limit.sent();
          underWay.add(request());
        }
        highest = Math.max(highest, limit.underWay());
        Request request = underWay.remove();
        now = request.answered();
        limit.answered(DOCUMENTS, now - request.sent(), request.overloaded());
        if (request.overloaded()) {
          refused++;
        } else {
          stored += DOCUMENTS;
        }
      }
      return (double) (stored - before) / seconds;
    }

    private Request request() {
      long travelling = SECOND / 100;
      if (underWay.stream().filter(r -> !r.overloaded()).count() >= freeAt.length + waitingRoom) {
        return new Request(now, now + travelling, true);
      }
      int thread =
          IntStream.range(0, freeAt.length)
              .boxed()
              .min(Comparator.comparingLong(i -> freeAt[i]))
              .orElseThrow();
      long work = (long) (SECOND / 10 * (0.8 + 0.4 * random.nextDouble()));
      freeAt[thread] = Math.max(now, freeAt[thread]) + work;
      return new Request(now, freeAt[thread] + travelling, false);
    }
  }

  private InFlightLimit fixed(int requests) {
    InFlightLimit one =
        new InFlightLimit(requests) {
          @Override
          int current() {
            return requests;
          }
        };
    assertThat(one.current()).isEqualTo(requests);
    return one;
  }

  private double best(int threads, int room) {
    return IntStream.rangeClosed(1, MOST)
        .mapToDouble(requests -> new Simulation(threads, room).run(fixed(requests), 60))
        .max()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void findsWhatTheNodeCanDoWithoutFillingItsQueue(int threads) {
    System.out.printf("-Dfreshet.seed=%d%n", seed);
    InFlightLimit limit = new InFlightLimit(MOST);
    Simulation node = new Simulation(threads, 100);
    node.run(limit, 10);
    double rate = node.run(limit, 60);
    assertThat(rate).as("documents a second").isGreaterThan(0.9 * best(threads, 100));
    assertThat(node.highest).as("requests under way").isLessThanOrEqualTo(2 * threads + 2);
    assertThat(node.refused).isZero();
  }

  @Test
  void nodeThatRefusesIsAskedLessAndMoreAgainOnceItRecovers() {
    System.out.printf("-Dfreshet.seed=%d%n", seed);
    InFlightLimit limit = new InFlightLimit(MOST);
    Simulation node = new Simulation(8, 1);
    double healthy = node.run(limit, 60);
    node.become(1, 0);
    node.run(limit, 5);
    node.refused = 0;
    double sick = node.run(limit, 60);
    assertThat(sick).as("of one thread that has no queue").isGreaterThan(0.6 * best(1, 0));
    assertThat(node.refused / 60.0).as("refusals a second, of ten requests").isLessThan(5);
    node.become(8, 1);
    node.run(limit, 10);
    assertThat(node.run(limit, 60)).isGreaterThan(0.9 * healthy);
  }

  @Test
  void oneOverloadCountsOnceHoweverManyRequestsItHits() {
    InFlightLimit limit = new InFlightLimit(8);
    for (int round = 0; round < 7; round++) {
      int requests = limit.current();
      IntStream.range(0, requests).forEach(i -> limit.sent());
      IntStream.range(0, requests).forEach(i -> limit.answered(DOCUMENTS, SECOND, false));
    }
    assertThat(limit.current()).as("one more each round").isEqualTo(8);
    IntStream.range(0, 8).forEach(i -> limit.sent());
    IntStream.range(0, 8).forEach(i -> limit.answered(DOCUMENTS, SECOND, true));
    assertThat(limit.current()).isEqualTo(4);
    for (int i = 0; i < 5; i++) {
      limit.sent();
      limit.answered(DOCUMENTS, SECOND, true);
    }
    assertThat(limit.current()).as("one request is always tried").isEqualTo(1);
    assertThat(limit.underWay()).isZero();
  }

  @Test
  void limitThatIsNotReachedStaysAsItIs() {
    InFlightLimit limit = new InFlightLimit(8);
    for (int i = 0; i < 100; i++) {
      limit.sent();
      limit.answered(1, i * SECOND, false);
    }
    assertThat(limit.current()).as("two are never under way at once").isEqualTo(2);
  }
}
