/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.onnx;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.folder.ImportedModel;
import io.freshet.model.text.TokenizerFile;
import java.io.IOException;
import java.nio.file.Path;

/** Makes trainable model folders of ONNX exports of BERT with float32 weights. Stateless. */
public final class OnnxImport {
  private static final int USUAL_LENGTH = 256;

  private OnnxImport() {}

  /**
   * Makes a folder that embeds as the export does, with vectors of length 1.
   *
   * @param source an ONNX file with its tokenizer beside it, or a jar that holds one of each
   * @param target must not exist; appears whole or not at all
   * @throws ModelFormatException where the export cannot be used; the message says what to do
   * @throws IllegalArgumentException where a setting is beyond what the network can do
   */
  public static void write(Path source, OnnxSettings settings, Path target) throws IOException {
    try (OnnxSource opened = OnnxSource.open(source, settings.tokenizer())) {
      String where = opened.unpacked().isPresent() ? "the model in " + source : source.toString();
      OnnxGraph graph = OnnxReader.read(opened.model());
      Refusals.check(graph, where);
      BertExport export = BertExport.of(graph, where);
      TokenizerFile tokenizer = TokenizerFile.readFile(opened.tokenizer());
      ObjectNode config = export.config(settings, tokenizer.padId());
      int positions = config.path("max_position_embeddings").asInt();
      new ImportedModel(
              config,
              export.weights(),
              tokenizer,
              settings.pooling(),
              settings.maxLength().orElse(Math.min(USUAL_LENGTH, positions)))
          .write(where, target);
    }
  }
}
