/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.beir;

import io.freshet.model.TextRole;
import java.util.List;

/** Whatever turns texts into vectors; an {@code EmbeddingModel} in service. */
@FunctionalInterface
public interface TextEncoder {
  /** Returns one vector a text, in order, all of the same width. */
  float[][] encode(List<String> texts, TextRole role);
}
