/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.tasks;

import io.freshet.model.TextRole;
import java.util.List;

/** Turns the texts of tasks into vectors, each with the prompt that it needs. */
public interface TaskEncoder {
  /** Encodes one side of a search; one vector a text, in order. */
  float[][] encode(List<String> texts, TextRole role);

  /**
   * Encodes texts that are on no side.
   *
   * @param taskType MTEB's name of the kind of task, such as {@code STS}, which may have a prompt
   */
  float[][] encode(List<String> texts, String taskType);
}
