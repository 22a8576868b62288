/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.model;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What subtasks of one process share: opened by the first that needs it, closed by the last that
 * lets it go. Thread-safe.
 *
 * @param <K> what a thing is known by
 * @param <V> the things
 */
public final class Shared<K, V extends AutoCloseable> {
  private final Opener<K, V> opener;
  private final Map<K, Held<V>> held = new HashMap<>();

  /** Opens a thing. */
  @FunctionalInterface
  public interface Opener<K, V> {
    /**
     * Opens it.
     *
     * @throws IOException where it cannot be opened
     */
    V open(K key) throws IOException;
  }

  private static final class Held<V> {
    private final V value;
    private int holders;

    Held(V value) {
      this.value = value;
    }
  }

  /** A thing that is held; closing again does nothing. */
  public interface Lease<V> extends AutoCloseable {
    /** The thing, to be used before this is closed. */
    V value();

    @Override
    void close();
  }

  /** Nothing is open yet. */
  public Shared(Opener<K, V> opener) {
    this.opener = opener;
  }

  /**
   * Holds a thing; others wait while it is being opened.
   *
   * @throws IOException where it cannot be opened
   */
  public synchronized Lease<V> hold(K key) throws IOException {
    Held<V> shared = held.get(key);
    if (shared == null) {
      shared = new Held<>(opener.open(key));
      held.put(key, shared);
    }
    shared.holders++;
    V value = shared.value;
    AtomicBoolean closed = new AtomicBoolean();
    return new Lease<>() {
      @Override
      public V value() {
        return value;
      }

      @Override
      public void close() {
        if (closed.compareAndSet(false, true)) {
          release(key);
        }
      }
    };
  }

  private synchronized void release(K key) {
    Held<V> shared = held.get(key);
    if (shared != null && --shared.holders == 0) {
      held.remove(key);
      try {
        shared.value.close();
      } catch (Exception e) {
        throw new IllegalStateException("cannot be closed: " + key, e);
      }
    }
  }
}
