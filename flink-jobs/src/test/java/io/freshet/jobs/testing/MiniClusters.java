/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.testing;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;

/** Flink clusters in the JVM of the tests, bound to loopback. */
public final class MiniClusters {
  private MiniClusters() {}

  /** One TaskManager with some slots. */
  public static MiniClusterExtension of(int slots) {
    return of(1, slots, new Configuration());
  }

  /**
   * Some TaskManagers with some slots each, between which so little is under way that a checkpoint
   * of small records does not wait for most of a test's.
   */
  public static MiniClusterExtension withLittleUnderWay(int managers, int slots) {
    return of(
        managers,
        slots,
        new Configuration().set(TaskManagerOptions.MEMORY_SEGMENT_SIZE, MemorySize.parse("4kb")));
  }

  private static MiniClusterExtension of(int managers, int slots, Configuration more) {
    return new MiniClusterExtension(
        new MiniClusterResourceConfiguration.Builder()
            .setConfiguration(more.set(RestOptions.BIND_ADDRESS, "127.0.0.1"))
            .setNumberTaskManagers(managers)
            .setNumberSlotsPerTaskManager(slots)
            .build());
  }
}
