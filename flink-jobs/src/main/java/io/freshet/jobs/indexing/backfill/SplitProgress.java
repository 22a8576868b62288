/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

/** A split under way: the split and how far it is. Used by one thread, the task's. */
final class SplitProgress {
  private final GenerationSplit split;
  private long position;

  SplitProgress(GenerationSplit split) {
    this.split = split;
    this.position = split.position();
  }

  GenerationSplit split() {
    return split;
  }

  void advanceTo(long next) {
    position = next;
  }

  GenerationSplit current() {
    return split.at(position);
  }

  GenerationSplit end() {
    return split.at(split.stop());
  }
}
