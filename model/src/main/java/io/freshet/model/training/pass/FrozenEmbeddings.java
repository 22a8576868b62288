/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

import io.freshet.model.TextRole;
import java.util.List;

/** Embeddings that training does not change: those of an earlier version. */
@FunctionalInterface
public interface FrozenEmbeddings {

  /**
   * Encodes texts.
   *
   * @param texts with their prompts
   * @param role of all of them
   * @param maxLength tokens of a text at most
   * @return [texts, dimension], one row a text in order
   */
  float[][] embed(List<String> texts, TextRole role, int maxLength);
}
