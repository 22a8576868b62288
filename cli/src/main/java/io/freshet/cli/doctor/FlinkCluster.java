/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.doctor;

import io.freshet.config.FreshetConfig;
import io.freshet.deployment.Job;
import io.freshet.deployment.cluster.ClusterException;
import io.freshet.deployment.cluster.RemoteCluster;
import io.freshet.deployment.cluster.Slots;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.util.EnvironmentInformation;

/** A Flink cluster for the jobs. Stateless. */
final class FlinkCluster {
  private static final String SUBJECT = "Flink";

  private FlinkCluster() {}

  /**
   * Looks at a cluster.
   *
   * @param asked whether the cluster was named, so that it must be there
   */
  static List<Finding> findings(
      RemoteCluster cluster, boolean asked, Optional<FreshetConfig> config) {
    try {
      List<Finding> findings = new ArrayList<>();
      findings.add(version(cluster.version(), EnvironmentInformation.getVersion()));
      Slots slots = cluster.slots();
      if (config.isPresent()) {
        findings.add(slots(slots, needed(config.get(), cluster)));
      }
      return findings;
    } catch (ClusterException e) {
      String seen = String.valueOf(e.getMessage());
      return List.of(
          asked
              ? Finding.fail(SUBJECT, seen, "start the cluster, or correct --cluster")
              : Finding.warn(
                  SUBJECT,
                  seen,
                  "only 'freshet submit' needs one; local and train bring their own"));
    }
  }

  static Finding version(String running, String built) {
    String minor = built.substring(0, Math.max(built.lastIndexOf('.'), 0));
    if (running.equals(built)) {
      return Finding.ok(SUBJECT, running);
    }
    return running.startsWith(minor + ".")
        ? Finding.warn(SUBJECT, running, "Freshet is tested with " + built)
        : Finding.fail(SUBJECT, running, "the jobs are built for Flink " + built);
  }

  static Finding slots(Slots slots, int needed) {
    String seen =
        "%d free of %d, %s"
            .formatted(
                slots.free(), slots.total(), needed == 0 ? "every job runs" : needed + " needed");
    return slots.free() >= needed
        ? Finding.ok("slots", seen)
        : slots.total() >= needed
            ? Finding.warn("slots", seen, "enough once other jobs have ended")
            : Finding.fail("slots", seen, "start TaskManagers, or give them more slots");
  }

  /** Slots of the jobs that do not run yet. */
  private static int needed(FreshetConfig config, RemoteCluster cluster) throws ClusterException {
    int needed = 0;
    for (Job job : Job.of(config)) {
      needed += cluster.alive(job.jobName()).isPresent() ? 0 : job.slots(config);
    }
    return needed;
  }
}
