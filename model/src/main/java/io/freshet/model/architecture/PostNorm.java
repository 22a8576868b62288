/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

/**
 * What BERT and its kin share: layers that normalise each sum, sixteen tensors a layer. The names
 * of a layer's parts differ.
 *
 * @param query name of the matrix within a layer, as are all that follow, in the program's order
 */
record PostNorm(
    String layer,
    String query,
    String key,
    String value,
    String output,
    String attentionNorm,
    String in,
    String out,
    String norm) {

  /** Adds all layers, and marks where each one begins. */
  TensorList addTo(TensorList tensors, long layers, long width, long inner) {
    for (long i = 0; i < layers; i++) {
      String name = layer + "." + i + ".";
      tensors
          .mark()
          .affine(name + query, width, width)
          .affine(name + key, width, width)
          .affine(name + value, width, width)
          .affine(name + output, width, width)
          .norm(name + attentionNorm, width)
          .affine(name + in, inner, width)
          .affine(name + out, width, inner)
          .norm(name + norm, width);
    }
    return tensors.mark();
  }
}
