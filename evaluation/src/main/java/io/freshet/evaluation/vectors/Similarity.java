/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.vectors;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** How alike two vectors are, by sentence-transformers' names; the larger, the more alike. */
public enum Similarity {
  /** Dot product of the vectors at length 1. */
  COSINE,
  /** Dot product. */
  DOT,
  /** Euclidean distance, negated. */
  EUCLIDEAN,
  /** Sum of the absolute differences, negated. */
  MANHATTAN;

  private static final String FILE = "config_sentence_transformers.json";
  private static final String KEY = "similarity_fn_name";

  /** Where PyTorch stops dividing by a length. */
  private static final double SMALLEST_LENGTH = 1e-12;

  /**
   * Returns the similarity of a model folder: what its sentence-transformers file says, else
   * cosine, as sentence-transformers does.
   *
   * @throws IOException if the file cannot be read or names one that does not exist
   */
  public static Similarity ofModel(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return COSINE;
    }
    String name = new JsonMapper().readTree(file.toFile()).path(KEY).asText("");
    if (name.isEmpty() || name.equals("null")) {
      return COSINE;
    }
    return Arrays.stream(values())
        .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IOException(
                    "%s: %s is '%s'; expected cosine, dot, euclidean or manhattan"
                        .formatted(file, KEY, name)));
  }

  /** Compares two vectors of the same width. */
  public double of(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      sum +=
          switch (this) {
            case COSINE, DOT -> (double) a[i] * b[i];
            case EUCLIDEAN -> difference * difference;
            case MANHATTAN -> Math.abs(difference);
          };
    }
    return switch (this) {
      case COSINE -> sum / (length(a) * length(b));
      case DOT -> sum;
      case EUCLIDEAN -> -Math.sqrt(sum);
      case MANHATTAN -> -sum;
    };
  }

  /**
   * Compares two vectors of the same width in single precision; the same bits for the same numbers
   * wherever they stand.
   *
   * @param a for cosine at length 1, as {@code b}
   */
  public float score(float[] a, float[] b) {
    return switch (this) {
      case COSINE, DOT -> PairScores.dot(a, b);
      case EUCLIDEAN -> (float) -Math.sqrt(PairScores.squaredDistance(a, b));
      case MANHATTAN -> -PairScores.absoluteDistance(a, b);
    };
  }

  /** Returns the vector at length 1; one without length stays. */
  public static float[] normalized(float[] vector) {
    double length = length(vector);
    float[] result = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      result[i] = (float) (vector[i] / length);
    }
    return result;
  }

  private static double length(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    return Math.max(SMALLEST_LENGTH, Math.sqrt(squares));
  }
}
