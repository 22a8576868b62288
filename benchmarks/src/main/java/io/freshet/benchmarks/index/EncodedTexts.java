/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.index;

import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Documents and queries of collections with their vectors. */
final class EncodedTexts {
  private static final int BLOCK = 256;

  private final List<String> documents;
  // [documents, dimension]
  private final float[][] vectors;
  // [queries, dimension]
  private final float[][] queries;

  private EncodedTexts(List<String> documents, float[][] vectors, float[][] queries) {
    this.documents = documents;
    this.vectors = vectors;
    this.queries = queries;
  }

  /**
   * Encodes, or reads what an earlier run with the same arguments kept.
   *
   * @param file where the vectors are kept
   */
  static EncodedTexts of(
      List<Path> beir, Path model, int threads, int documents, int queries, Path file)
      throws IOException {
    List<String> kept = BeirTexts.documents(beir, documents);
    List<String> asked = BeirTexts.queries(beir, queries);
    if (!Files.exists(file)) {
      try (EmbeddingModel encoder = EmbeddingModel.load(model, ComputeOptions.cpu(threads))) {
        write(
            file,
            List.of(
                encode(encoder, kept, TextRole.DOCUMENT), encode(encoder, asked, TextRole.QUERY)));
      }
    }
    List<float[][]> vectors = read(file);
    if (vectors.get(0).length != kept.size() || vectors.get(1).length != asked.size()) {
      throw new IOException(file + " is of other documents or queries; delete it");
    }
    return new EncodedTexts(kept, vectors.get(0), vectors.get(1));
  }

  private static float[][] encode(EmbeddingModel model, List<String> texts, TextRole role) {
    List<float[]> vectors = new ArrayList<>();
    for (int from = 0; from < texts.size(); from += BLOCK) {
      List<String> block = texts.subList(from, Math.min(texts.size(), from + BLOCK));
      vectors.addAll(List.of(model.embed(block, role)));
    }
    return vectors.toArray(float[][]::new);
  }

  private static void write(Path file, List<float[][]> matrices) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      for (float[][] matrix : matrices) {
        out.writeInt(matrix.length);
        out.writeInt(matrix.length == 0 ? 0 : matrix[0].length);
        for (float[] row : matrix) {
          for (float number : row) {
            out.writeFloat(number);
          }
        }
      }
    }
  }

  private static List<float[][]> read(Path file) throws IOException {
    List<float[][]> matrices = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      while (matrices.size() < 2) {
        float[][] matrix = new float[in.readInt()][in.readInt()];
        for (float[] row : matrix) {
          for (int i = 0; i < row.length; i++) {
            row[i] = in.readFloat();
          }
        }
        matrices.add(matrix);
      }
    }
    return matrices;
  }

  /** None twice, in an order of no meaning, as a topic's are. */
  List<String> documents() {
    return documents;
  }

  /** Of the documents, [documents, dimension]; not a copy. */
  float[][] vectors() {
    return vectors;
  }

  /** Of the queries, [queries, dimension]; not a copy. */
  float[][] queries() {
    return queries;
  }

  /** Numbers of a vector. */
  int dimension() {
    return vectors[0].length;
  }
}
