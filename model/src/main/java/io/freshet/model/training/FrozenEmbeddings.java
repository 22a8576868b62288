/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import java.util.List;

/** Embeddings that training does not change: those of an earlier version. */
@FunctionalInterface
interface FrozenEmbeddings {

  /**
   * Encodes texts.
   *
   * @param texts with their prompts
   * @param maxLength tokens of a text at most
   * @return [texts, dimension], one row a text in order
   */
  float[][] embed(List<String> texts, int maxLength);
}
