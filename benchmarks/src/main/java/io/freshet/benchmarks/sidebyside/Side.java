/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.sidebyside;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/** One of the two that are measured beside each other. */
public interface Side extends AutoCloseable {
  /**
   * What work took.
   *
   * @param seconds that passed
   * @param processorSeconds of all threads of the process, which tell more where others compete
   */
  record Elapsed(double seconds, double processorSeconds) {
    /** Runs work in this process and measures it. */
    public static Elapsed of(Runnable work) {
      long processor = processorTime();
      long start = System.nanoTime();
      work.run();
      return new Elapsed((System.nanoTime() - start) / 1e9, (processorTime() - processor) / 1e9);
    }

    /** What all threads of this process had of processors so far, in nanoseconds. */
    public static long processorTime() {
      return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
  }

  /** Does a number of units of work (steps, texts) and returns what they took. */
  Elapsed run(int units) throws IOException;

  @Override
  void close() throws IOException;
}
