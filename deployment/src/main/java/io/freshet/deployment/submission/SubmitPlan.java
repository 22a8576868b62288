/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.submission;

import io.freshet.deployment.Job;
import io.freshet.deployment.cluster.Slots;
import java.util.List;
import java.util.Optional;

/**
 * What a submission will do.
 *
 * @param jobs in the order in which they start
 * @param slots what the cluster has
 * @param missingTopics that are created first
 * @param savepoint to go on from
 */
public record SubmitPlan(
    List<Planned> jobs, Slots slots, List<String> missingTopics, Optional<String> savepoint) {

  /** One job and the slots that it takes. */
  public record Planned(Job job, int slots) {}

  /** Copies the lists. */
  public SubmitPlan {
    jobs = List.copyOf(jobs);
    missingTopics = List.copyOf(missingTopics);
  }
}
