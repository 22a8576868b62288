/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

/**
 * What a new model is to be like.
 *
 * @param layers how many
 * @param width of the network and of an embedding
 * @param heads of the attention; divide the width
 * @param maxLength tokens of a text at most
 * @param vocabulary ids of the tokenizer
 * @param padding id of the padding
 * @param tokenizer kind of the tokenizer's model, such as {@code WordPiece} or {@code BPE}
 */
public record FreshSettings(
    int layers,
    int width,
    int heads,
    int maxLength,
    int vocabulary,
    long padding,
    String tokenizer) {
  /** Standard deviation that Hugging Face draws weights with. */
  public static final double DEVIATION = 0.02;
}
