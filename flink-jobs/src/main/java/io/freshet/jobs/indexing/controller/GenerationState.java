/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.controller;

/** The states of a generation that are announced. */
public enum GenerationState {
  /** Not built for now: its gain does not pay for its cost. */
  WAITING,
  /** Being set up: the index and the writers' knowledge of it. */
  CREATED,
  /** Documents up to the stop offsets are being written. */
  BACKFILLING,
  /** All of them are written; the live branch has yet to pass the stop offsets. */
  CATCHING_UP,
  /** Complete; being checked and swapped in. */
  VALIDATING,
  /** Answers searches. */
  SERVING,
  /** Replaced, but written on for the rollback window. */
  RETIRING,
  /** Replaced and deleted. */
  RETIRED,
  /** Never served. */
  ABANDONED
}
