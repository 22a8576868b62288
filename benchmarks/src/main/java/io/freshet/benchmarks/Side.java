/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks;

import java.io.IOException;

/** One of the two that are measured beside each other. */
interface Side extends AutoCloseable {
  /**
   * What steps took.
   *
   * @param seconds that passed
   * @param processorSeconds of all threads of the process, which tell more where others compete
   */
  record Elapsed(double seconds, double processorSeconds) {}

  /** Makes a number of steps and returns what they took. */
  Elapsed run(int steps) throws IOException;

  @Override
  void close() throws IOException;
}
