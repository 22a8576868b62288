/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.onnx;

import io.freshet.model.folder.Pooling;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the caller says about an export.
 *
 * @param tokenizer its {@code tokenizer.json}; empty for the one beside the model
 * @param maxLength tokens of a text at most; empty for 256, or the positions where they are fewer
 * @param pooling how token vectors become one, which token vectors cannot tell
 * @param heads of the attention, for graphs that do not tell
 * @param activation as {@code config.json} calls it, for graphs that do not tell
 * @param epsilon of the normalisations, for graphs that do not tell
 */
public record OnnxSettings(
    Optional<Path> tokenizer,
    Optional<Integer> maxLength,
    Pooling pooling,
    Optional<Integer> heads,
    Optional<String> activation,
    Optional<Double> epsilon) {

  /** The tokenizer beside the model, mean pooling, and all else by the graph. */
  public static final OnnxSettings DEFAULT =
      new OnnxSettings(
          Optional.empty(),
          Optional.empty(),
          Pooling.MEAN,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Returns the same with a largest number of tokens a text. */
  public OnnxSettings withMaxLength(int length) {
    return new OnnxSettings(tokenizer, Optional.of(length), pooling, heads, activation, epsilon);
  }

  /** Returns the same with a tokenizer that lies elsewhere. */
  public OnnxSettings withTokenizer(Path file) {
    return new OnnxSettings(Optional.of(file), maxLength, pooling, heads, activation, epsilon);
  }
}
