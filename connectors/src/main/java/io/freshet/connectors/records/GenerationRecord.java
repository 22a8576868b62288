/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.records;

/**
 * The observed state of a generation, as its controller announces it; key {@code <index>/observed}.
 *
 * @param index the concrete OpenSearch index
 * @param number counts generations from 1
 * @param versionStep step of the version that built it
 * @param versionDigest digest of the version that built it
 * @param state WAITING, CREATED, BACKFILLING, CATCHING_UP, VALIDATING, SERVING, RETIRING, RETIRED
 *     or ABANDONED
 * @param progress share of the backfill that is written, 0 to 1
 * @param documents documents in the index, tombstones not counted
 * @param changedAt milliseconds since the epoch
 * @param expectedMillis that reading all documents takes, at the pace of the build before; 0 where
 *     nobody knows
 * @param reason why it waits or was given up; empty otherwise
 */
public record GenerationRecord(
    String index,
    int number,
    long versionStep,
    String versionDigest,
    String state,
    double progress,
    long documents,
    long changedAt,
    long expectedMillis,
    String reason)
    implements GenerationMessage {}
