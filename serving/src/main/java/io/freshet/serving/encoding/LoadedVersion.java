/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.encoding;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A version in memory with the number of those who hold it. Whoever loads it holds it first; the
 * last one to let go closes it, and nobody can hold it again.
 */
public final class LoadedVersion {
  private final VersionEncoder encoder;
  private final AtomicInteger holders = new AtomicInteger(1);

  /** Held once, by the caller. */
  public LoadedVersion(VersionEncoder encoder) {
    this.encoder = encoder;
  }

  /** Only for those who hold it. */
  public VersionEncoder encoder() {
    return encoder;
  }

  /** Holds it; returns false where it is closed already. */
  public boolean hold() {
    return holders.updateAndGet(count -> count == 0 ? 0 : count + 1) > 0;
  }

  /** Lets go, once for every time it was held. */
  public void release() {
    int left = holders.decrementAndGet();
    if (left == 0) {
      encoder.close();
    } else if (left < 0) {
      throw new IllegalStateException("a version was let go more often than it was held");
    }
  }
}
