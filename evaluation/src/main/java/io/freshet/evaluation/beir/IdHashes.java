/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.beir;

/**
 * Tells whether an id may have come before, in 16 bytes or less an id: a corpus has millions. Two
 * ids with the same hash of 64 bits are taken for one, so a yes must be looked into. Not
 * thread-safe.
 */
final class IdHashes {
  private static final long EMPTY = 0;

  private long[] table = new long[1024];
  private int size;

  /** Adds an id; false if its hash is there already. */
  boolean add(String id) {
    if (size * 2 >= table.length) {
      grow();
    }
    if (!insert(table, hash(id))) {
      return false;
    }
    size++;
    return true;
  }

  private void grow() {
    long[] larger = new long[table.length * 2];
    for (long hash : table) {
      if (hash != EMPTY) {
        boolean unused = insert(larger, hash);
      }
    }
    table = larger;
  }

  private static boolean insert(long[] table, long hash) {
    int slot = (int) (hash ^ (hash >>> 32)) & (table.length - 1);
    while (table[slot] != EMPTY) {
      if (table[slot] == hash) {
        return false;
      }
      slot = (slot + 1) & (table.length - 1);
    }
    table[slot] = hash;
    return true;
  }

  /** FNV-1a with a last mix, since ids often differ in their last digits only. */
  private static long hash(String id) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    hash ^= hash >>> 32;
    hash *= 0x9e3779b97f4a7c15L;
    hash ^= hash >>> 29;
    return hash == EMPTY ? 1 : hash;
  }
}
