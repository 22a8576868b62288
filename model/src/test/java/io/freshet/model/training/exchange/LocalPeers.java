/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.exchange;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Trainers in threads of one process. */
public final class LocalPeers implements Peers {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final int index;
  private final List<List<BlockingQueue<ByteBuffer>>> queues;

  private LocalPeers(int index, List<List<BlockingQueue<ByteBuffer>>> queues) {
    this.index = index;
    this.queues = queues;
  }

  /** As many peers, each for a thread of its own. */
  public static List<LocalPeers> of(int count) {
    List<List<BlockingQueue<ByteBuffer>>> queues = new ArrayList<>();
    for (int from = 0; from < count; from++) {
      List<BlockingQueue<ByteBuffer>> row = new ArrayList<>();
      for (int to = 0; to < count; to++) {
        row.add(new LinkedBlockingQueue<>());
      }
      queues.add(row);
    }
    List<LocalPeers> peers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      peers.add(new LocalPeers(i, queues));
    }
    return peers;
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public int count() {
    return queues.size();
  }

  @Override
  public List<ByteBuffer> swap(List<ByteBuffer> forEach) {
    try {
      for (int to = 0; to < count(); to++) {
        if (to != index) {
          ByteBuffer copy = ByteBuffer.allocate(forEach.get(to).remaining());
          queues.get(index).get(to).put(copy.put(forEach.get(to).duplicate()).flip());
        }
      }
      List<ByteBuffer> received = new ArrayList<>();
      for (int from = 0; from < count(); from++) {
        received.add(from == index ? forEach.get(from) : next(from));
      }
      return received;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExchangeException("interrupted", e);
    }
  }

  private ByteBuffer next(int from) throws InterruptedException {
    ByteBuffer next = queues.get(from).get(index).poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    if (next == null) {
      throw new ExchangeException("trainer " + from + " sent nothing");
    }
    return next;
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
