/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

/**
 * A version that serves worse than the one before it did.
 *
 * @param version name of the version
 * @param reason for a person: task, size and since when
 * @param at end of the window that showed it, milliseconds since the epoch
 */
public record LiveFall(String version, String reason, long at) {}
