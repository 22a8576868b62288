/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.speed;

import io.freshet.benchmarks.sidebyside.Stand;
import io.freshet.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Freshet in bfloat16 beside Freshet in float32, in one process; and, where there is a Python,
 * beside PyTorch under bfloat16 autocast and ONNX Runtime.
 */
final class Precisions {
  private static final String SCRIPT = "training_speed.py";
  private static final int QUERY_TOKENS = 10;
  private static final int QUERIES_A_TEXT = 4;

  private final Stand stand;
  private final TrainingShape shape;
  private final int units;
  private final WordModel model;

  /**
   * A fresh model in both.
   *
   * @param units steps of a block; batches of encoding are four times as many
   */
  Precisions(Stand stand, TrainingShape shape, int units) throws IOException {
    this.stand = stand;
    this.shape = shape;
    this.units = units;
    this.model =
        WordModel.create(
            Files.createTempDirectory(stand.directory(), "precisions"),
            shape.size(),
            shape.vocabulary());
  }

  /** Train steps, batches of texts, and queries that come alone. */
  void measure() throws IOException {
    try (FreshetSide narrow = model.side(shape, Precision.BFLOAT16);
        FreshetSide wide = model.side(shape, Precision.FLOAT32)) {
      stand.beside(narrow, wide, "train step", units);
    }
    for (Precision one : List.of(Precision.BFLOAT16, Precision.INT8)) {
      encoding(one, "batch of texts", shape.pairs(), shape.tokens());
      encoding(one, "query alone", 1, QUERY_TOKENS);
    }
    if (stand.python() != null) {
      try (FreshetSide narrow = model.side(shape, Precision.BFLOAT16)) {
        stand.measure(
            narrow, new Stand.Work("train step", units, SCRIPT), arguments("bfloat16", "train"));
      }
      beside(Precision.BFLOAT16, List.of("bfloat16", "float32"));
    }
  }

  /** Batches of texts beside ONNX Runtime; asks for a Python that has it. */
  void measureOnnx() throws IOException {
    beside(Precision.BFLOAT16, List.of("onnx-float32", "onnx-int8"));
    beside(Precision.INT8, List.of("onnx-float32", "onnx-int8"));
  }

  private void beside(Precision ours, List<String> others) throws IOException {
    for (String theirs : others) {
      try (EncodingSide narrow = side(ours, shape.pairs(), shape.tokens())) {
        stand.measure(
            narrow,
            new Stand.Work("batch of texts in " + ours, batches(shape.pairs()), SCRIPT),
            arguments(theirs, "encode"));
      }
    }
  }

  private void encoding(Precision one, String what, int texts, int tokens) throws IOException {
    try (EncodingSide narrow = side(one, texts, tokens);
        EncodingSide wide = side(Precision.FLOAT32, texts, tokens)) {
      stand.beside(narrow, wide, what + " in " + one, batches(texts));
    }
  }

  /** A query alone takes little, so that a block has more of them. */
  private int batches(int texts) {
    return texts == 1 ? units * shape.pairs() * QUERIES_A_TEXT : units * QUERIES_A_TEXT;
  }

  private EncodingSide side(Precision precision, int texts, int tokens) throws IOException {
    Random random = new Random(1);
    List<List<String>> all = new ArrayList<>();
    for (int i = 0; i < stand.units(batches(texts)); i++) {
      all.add(Stream.generate(() -> model.text(random, tokens)).limit(texts).toList());
    }
    return new EncodingSide(model.folder(), all, tokens, stand.threads(), precision);
  }

  private Object[] arguments(String precision, String work) {
    List<Object> arguments = new ArrayList<>(List.of(shape.arguments()));
    arguments.add(precision);
    arguments.add(work);
    return arguments.toArray();
  }
}
