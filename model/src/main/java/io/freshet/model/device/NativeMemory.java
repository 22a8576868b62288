/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

import com.sun.jna.Library;
import com.sun.jna.Native;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the C library to keep the memory that libtorch frees. By itself it returns large blocks to
 * the system and gets them back page by page, zeroed, in every step: a fifth of a train step's
 * processor time. What a process once needed stays with it.
 */
final class NativeMemory {
  private static final Logger LOG = LoggerFactory.getLogger(NativeMemory.class);

  // From malloc.h of the GNU C library.
  private static final int TRIM_THRESHOLD = -1;
  private static final int TOP_PAD = -2;
  private static final int MMAP_THRESHOLD = -3;
  private static final int ARENA_MAX = -8;

  /** The largest that the library accepts. */
  private static final int LARGEST_KEPT_BLOCK = 32 << 20;

  /** More than the 64 MiB of a heap beside the main one, which then is never given back whole. */
  private static final int KEPT_AT_THE_END = 128 << 20;

  private NativeMemory() {}

  /** The function of the C library. */
  private interface Malloc extends Library {
    int mallopt(int parameter, int value);
  }

  /**
   * Makes the settings, on Linux. Whoever sets {@code MALLOC_..} or {@code GLIBC_TUNABLES} in the
   * environment is left alone. May be called again.
   */
  static void keep() {
    boolean settled =
        System.getenv().keySet().stream()
            .anyMatch(name -> name.startsWith("MALLOC_") || name.equals("GLIBC_TUNABLES"));
    if (settled || !System.getProperty("os.name").equals("Linux")) {
      return;
    }
    try {
      Malloc library = Native.load("c", Malloc.class);
      library.mallopt(MMAP_THRESHOLD, LARGEST_KEPT_BLOCK);
      library.mallopt(TRIM_THRESHOLD, Integer.MAX_VALUE);
      library.mallopt(TOP_PAD, KEPT_AT_THE_END);
      // Threads share what is kept, instead of each keeping its own.
      library.mallopt(ARENA_MAX, 1);
    } catch (LinkageError e) {
      LOG.info("this C library has no mallopt; memory goes back to the system in every step", e);
    }
  }
}
