/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.classes;

import java.util.Map;

/** What is trained on the groups, and how. */
enum ClassArm {
  /** Nothing is trained. */
  FROZEN("the start, frozen"),
  /** All groups shuffled into one. */
  JOINT("joint"),
  /** Group after group, and no example is seen again after its group. */
  NONE_STORED("group after group, nothing stored"),
  /** Group after group, with replay of a share of the texts, chosen at random. */
  SHARE_STORED("group after group, a share stored"),
  /** Group after group, with replay of everything. */
  ALL_STORED("group after group, all stored");

  private final String title;

  ClassArm(String title) {
    this.title = title;
  }

  /** For a person. */
  String title() {
    return title;
  }

  /**
   * Options that differ from those of all arms, by key.
   *
   * @param stored examples that may be kept
   */
  Map<String, String> settings(long stored) {
    return switch (this) {
      case FROZEN, JOINT, ALL_STORED -> Map.of();
      case NONE_STORED -> Map.of("sampling.replay-ratio", "0");
      case SHARE_STORED -> Map.of("sampling.reservoir-capacity", Long.toString(stored));
    };
  }
}
