/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.models;

import io.freshet.cli.options.WrongUseException;
import io.freshet.model.folder.Pooling;
import io.freshet.model.onnx.OnnxImport;
import io.freshet.model.onnx.OnnxSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --from-onnx} and what may be said about such a file. */
final class OnnxMixin {
  /** The options that mean nothing without the file. */
  static final List<String> ABOUT_THE_FILE =
      List.of("--pooling", "--heads", "--activation", "--epsilon");

  @Option(
      names = "--from-onnx",
      paramLabel = "FILE|JAR",
      description =
          "Take the model from a float32 ONNX export of BERT, or from a jar that holds one.")
  private Optional<Path> source = Optional.empty();

  @Option(
      names = "--pooling",
      paramLabel = "NAME",
      defaultValue = "MEAN",
      description =
          "Of --from-onnx: how token vectors become one, by the model's card: one of"
              + " ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Pooling pooling = Pooling.MEAN;

  @Option(
      names = "--heads",
      paramLabel = "N",
      description = "Of --from-onnx: attention heads, where the graph does not tell.")
  private Optional<Integer> heads = Optional.empty();

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description = "Of --from-onnx: gelu, gelu_new, relu or silu, where the graph does not tell.")
  private Optional<String> activation = Optional.empty();

  @Option(
      names = "--epsilon",
      paramLabel = "X",
      description = "Of --from-onnx: epsilon of the normalisations, where the graph does not tell.")
  private Optional<Double> epsilon = Optional.empty();

  /** Whether a model is to be taken from an ONNX file. */
  boolean isGiven() {
    return source.isPresent();
  }

  /**
   * Makes the folder.
   *
   * @param tokenizer its {@code tokenizer.json}; empty for the one beside the model
   * @param maxLength tokens of a text at most, 0 for the usual
   * @throws WrongUseException where a file is missing or a value is not allowed
   */
  void write(Optional<Path> tokenizer, int maxLength, Path output) throws IOException {
    Path file = source.orElseThrow();
    check(file);
    tokenizer.ifPresent(OnnxMixin::check);
    OnnxImport.write(
        file,
        new OnnxSettings(
            tokenizer,
            maxLength == 0 ? Optional.empty() : Optional.of(maxLength),
            pooling,
            heads,
            activation,
            epsilon),
        output);
  }

  private static void check(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new WrongUseException("no such file: " + file);
    }
  }
}
