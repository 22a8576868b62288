/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.demo;

import java.time.Duration;

/** The model that a demonstration starts from, and what a run with it needs. */
public enum DemoStart {
  /** A small one with random weights and a tokenizer learnt from the data. */
  FRESH("1e-3", 20, 60, 10, Duration.ofMinutes(4), Duration.ofSeconds(100)),

  /** The pre-trained all-MiniLM-L6-v2: six layers of width 384, so all takes longer. */
  MINILM("5e-5", 10, 20, 5, Duration.ofMinutes(20), Duration.ofMinutes(10));

  private final String learningRate;
  private final int warmupSteps;
  private final int versionEverySteps;
  private final int reportEverySteps;
  private final Duration firstGenerationLimit;
  private final Duration settlingLimit;

  DemoStart(
      String learningRate,
      int warmupSteps,
      int versionEverySteps,
      int reportEverySteps,
      Duration firstGenerationLimit,
      Duration settlingLimit) {
    this.learningRate = learningRate;
    this.warmupSteps = warmupSteps;
    this.versionEverySteps = versionEverySteps;
    this.reportEverySteps = reportEverySteps;
    this.firstGenerationLimit = firstGenerationLimit;
    this.settlingLimit = settlingLimit;
  }

  /** The learning rate, as a configuration has it. */
  String learningRate() {
    return learningRate;
  }

  /** Steps over which the learning rate rises. */
  int warmupSteps() {
    return warmupSteps;
  }

  /** Steps between two versions. */
  int versionEverySteps() {
    return versionEverySteps;
  }

  /** Steps between two reports. */
  int reportEverySteps() {
    return reportEverySteps;
  }

  /** How long the first generation may take. */
  Duration firstGenerationLimit() {
    return firstGenerationLimit;
  }

  /** How long the last version may take once the data has ended. */
  Duration settlingLimit() {
    return settlingLimit;
  }
}
