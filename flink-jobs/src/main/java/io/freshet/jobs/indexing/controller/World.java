/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.controller;

import java.util.Optional;

/**
 * Where actions are performed. Every method may be called again with the same generation, whether
 * it succeeded before or not, and then has the same effect as once. Calls block, and are made one
 * at a time.
 */
public interface World {

  /** Takes the lease and tells what stands in OpenSearch. */
  Outcome reconcile() throws Exception;

  /** Looks at the topic of documents. */
  Outcome seeTopic() throws Exception;

  /**
   * Weighs what building the generation costs against what it brings.
   *
   * @param serving the generation that it would replace, if one serves
   * @param pace of the last build, if there was one
   */
  Outcome weigh(Generation generation, Optional<Generation> serving, Optional<BuildPace> pace)
      throws Exception;

  /** Creates the generation's index, from its version's folder. */
  Outcome createIndex(Generation generation) throws Exception;

  /** Makes the write set name the generation. */
  Outcome joinWriteSet(Generation generation) throws Exception;

  /** Reads beginning and end offsets of the documents topic. */
  Outcome readOffsets(Generation generation) throws Exception;

  /** Sees whether the live branch has passed the stop offsets. */
  Outcome checkLive(Generation generation) throws Exception;

  /**
   * Counts, compares and probes the generation's index.
   *
   * @param serving the generation to compare with, if one serves
   */
  Outcome validate(Generation generation, Optional<Generation> serving) throws Exception;

  /**
   * Points the alias to the generation.
   *
   * @param serving the generation that the alias must point to until then, if any
   */
  Outcome swap(Generation generation, Optional<Generation> serving) throws Exception;

  /** Makes the write set forget the generation. */
  Outcome leaveWriteSet(Generation generation) throws Exception;

  /** Deletes the generation's index. */
  Outcome deleteIndex(Generation generation) throws Exception;
}
