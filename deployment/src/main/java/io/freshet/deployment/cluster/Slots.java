/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.cluster;

/**
 * What a cluster has to run tasks in.
 *
 * @param taskManagers that are registered
 */
public record Slots(int taskManagers, int total, int free) {}
