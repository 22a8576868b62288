/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.encoder;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.freshet.model.ComputeOptions;
import io.freshet.model.Precision;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Program;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.text.TextTokenizer;
import io.freshet.model.text.TokenBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A few texts of a model's own words, always the same, on which two precisions are compared and the
 * ranges of 8-bit products measured.
 */
final class ProbingTexts {
  private static final List<Integer> WORDS_A_TEXT = List.of(1, 3, 6, 12, 24, 48, 4, 8, 16, 32);
  private static final int BATCH_TOKENS = 512;

  private ProbingTexts() {}

  /** Texts of words drawn from a vocabulary. */
  static List<String> of(List<String> words) {
    Random random = new Random(1);
    List<String> texts = new ArrayList<>();
    for (int length : WORDS_A_TEXT) {
      List<String> drawn = new ArrayList<>();
      for (int i = 0; i < length; i++) {
        drawn.add(words.isEmpty() ? "a" : words.get(random.nextInt(words.size())));
      }
      texts.add(String.join(" ", drawn));
    }
    return texts;
  }

  /** The texts as a folder's network takes them. */
  static List<TokenBatch> batches(ModelFolder folder, TextTokenizer tokenizer) throws IOException {
    int length = Math.min(folder.maxLength(), folder.architecture().maximumPositions());
    List<long[]> ids = tokenizer.tokenize(of(folder.tokenizer().words()), length);
    return TokenBuckets.withinBudget(ids, BATCH_TOKENS, tokenizer.padId()).batches();
  }

  /** The least cosine between a text's embedding in the options' precision and in float32. */
  static double leastCosine(ModelFolder folder, TextTokenizer tokenizer, ComputeOptions compute)
      throws IOException {
    List<TokenBatch> batches = batches(folder, tokenizer);
    Map<String, HostTensor> tensors = folder.tensors();
    // One after the other, so that the model never stands in memory twice.
    ComputeOptions exact = compute.withPrecision(Precision.FLOAT32);
    List<float[]> wide = embed(folder, tensors, batches, exact);
    List<float[]> narrow = embed(folder, tensors, batches, compute);
    double least = 1;
    for (int i = 0; i < wide.size(); i++) {
      // Math.min keeps what is not a number.
      least = Math.min(least, cosine(wide.get(i), narrow.get(i)));
    }
    return least;
  }

  private static List<float[]> embed(
      ModelFolder folder,
      Map<String, HostTensor> tensors,
      List<TokenBatch> batches,
      ComputeOptions compute)
      throws IOException {
    List<float[]> embeddings = new ArrayList<>();
    try (ComputeDevice device = ComputeDevice.open(compute)) {
      WeightLoader loader = new WeightLoader(DevicePrograms.load(Program.COMMON, device));
      Encoder encoder = Encoder.of(folder, device);
      NDList weights = EncodingWeights.load(device, folder, batches, tensors, loader, encoder);
      for (TokenBatch batch : batches) {
        try (NDManager scope = device.memory().newSubManager()) {
          float[] rows = encoder.embed(scope, weights, batch).toFloatArray();
          int width = rows.length / batch.rows();
          for (int row = 0; row < batch.rows(); row++) {
            embeddings.add(Arrays.copyOfRange(rows, row * width, (row + 1) * width));
          }
        }
      }
    }
    return embeddings;
  }

  static double cosine(float[] a, float[] b) {
    double product = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      squaresA += (double) a[i] * a[i];
      squaresB += (double) b[i] * b[i];
    }
    return product / Math.sqrt(squaresA * squaresB);
  }
}
