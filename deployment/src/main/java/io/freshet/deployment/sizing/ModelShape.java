/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.sizing;

import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.folder.ModelFolder;

/**
 * The numbers of a network that its memory depends on.
 *
 * @param parameters of the network without heads
 * @param layers how many follow one another
 * @param width of a hidden state
 * @param heads of the attention
 * @param dimension of an embedding
 */
public record ModelShape(long parameters, int layers, int width, int heads, int dimension) {

  /** The shape of a model folder. */
  public static ModelShape of(ModelFolder folder) {
    Architecture architecture = folder.architecture();
    long parameters = 0;
    for (TensorSpec tensor : folder.network()) {
      parameters += tensor.sizes().stream().reduce(1L, Math::multiplyExact);
    }
    return new ModelShape(
        parameters,
        architecture.layers().size() - 1,
        architecture.dimension(),
        architecture.integers().getOrDefault("heads", 1L).intValue(),
        folder.dimension());
  }

  /** Bytes of all weights in float32. */
  public long weightBytes() {
    return parameters * Float.BYTES;
  }

  /**
   * Bytes that a float32 training pass keeps for the way back: a layer keeps {@code tokens * (34
   * width + 5 heads length)} half-precision numbers' bytes by Korthikanti et al., "Reducing
   * Activation Recomputation in Large Transformer Models" (2022), and twice that in float32.
   *
   * @param tokens padded tokens of the pass
   * @param length padded tokens of a text
   * @param recomputed whether a layer keeps what goes into it alone and computes the rest again
   */
  public long trainingPassBytes(long tokens, int length, boolean recomputed) {
    long layer = tokens * (68L * width + 10L * heads * length);
    return recomputed ? tokens * width * Float.BYTES * layers + layer : layer * layers;
  }

  /**
   * Bytes that a float32 encoding pass holds at its widest: the input and output of a feed-forward
   * block of four times the width beside the hidden states, of one layer.
   *
   * @param tokens padded tokens of the pass
   */
  public long encodingPassBytes(long tokens) {
    return tokens * 12L * width * Float.BYTES;
  }
}
