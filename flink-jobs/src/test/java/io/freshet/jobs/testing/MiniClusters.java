/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.testing;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;

/** Flink clusters in the JVM of the tests, bound to loopback. */
public final class MiniClusters {
  private MiniClusters() {}

  /** One TaskManager with some slots. */
  public static MiniClusterExtension of(int slots) {
    return of(1, slots);
  }

  /** Some TaskManagers with some slots each. */
  public static MiniClusterExtension of(int managers, int slots) {
    return new MiniClusterExtension(
        new MiniClusterResourceConfiguration.Builder()
            .setConfiguration(new Configuration().set(RestOptions.BIND_ADDRESS, "127.0.0.1"))
            .setNumberTaskManagers(managers)
            .setNumberSlotsPerTaskManager(slots)
            .build());
  }
}
