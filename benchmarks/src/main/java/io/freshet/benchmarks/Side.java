/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks;

import java.io.IOException;

/** One of the two that are measured beside each other. */
interface Side extends AutoCloseable {
  /** Makes a number of steps and returns the seconds that they took. */
  double run(int steps) throws IOException;

  @Override
  void close() throws IOException;
}
