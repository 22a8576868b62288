/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.tasks;

import io.freshet.evaluation.results.MtebResult;
import io.freshet.evaluation.vectors.Similarity;
import java.io.IOException;
import java.nio.file.Path;

/** One task on embeddings from local files, scored as MTEB scores its kind. */
public sealed interface EvaluationTask
    permits StsTask, PairClassificationTask, RerankingTask, ClassificationTask, ClusteringTask {

  /** Where the task's data lies. */
  Path path();

  /**
   * Evaluates.
   *
   * @param similarity the model's own
   * @throws IOException if the data cannot be read or used; the message names file and line
   */
  MtebResult evaluate(TaskEncoder encoder, Similarity similarity) throws IOException;

  /** Name of the task: that of its file or folder without an ending. */
  default String name() {
    String name = String.valueOf(path().toAbsolutePath().normalize().getFileName());
    return name.endsWith(".jsonl") ? name.substring(0, name.length() - ".jsonl".length()) : name;
  }
}
