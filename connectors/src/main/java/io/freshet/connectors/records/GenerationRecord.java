/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.records;

/**
 * The observed state of a generation, as its controller announces it; key {@code <index>/observed}.
 *
 * @param index the concrete OpenSearch index
 * @param number counts generations from 1
 * @param versionStep step of the version that built it
 * @param versionDigest digest of the version that built it
 * @param state CREATED, BACKFILLING, CATCHING_UP, VALIDATING, SERVING, RETIRING, RETIRED or
 *     ABANDONED
 * @param progress share of the backfill that is written, 0 to 1
 * @param documents documents in the index, tombstones not counted
 * @param changedAt milliseconds since the epoch
 */
public record GenerationRecord(
    String index,
    int number,
    long versionStep,
    String versionDigest,
    String state,
    double progress,
    long documents,
    long changedAt) {}
