/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.cluster;

import java.time.Instant;
import java.util.Optional;

/**
 * What a cluster says of a job's checkpoints.
 *
 * @param completed how many there were, savepoints among them
 * @param failed how many did not complete
 * @param newest when the newest completed one was triggered
 * @param location where the newest completed one lies
 * @param restarts how often the job was restored
 */
public record CheckpointStatus(
    long completed,
    long failed,
    Optional<Instant> newest,
    Optional<String> location,
    long restarts) {}
