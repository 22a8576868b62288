/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.FreshSettings;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.tensors.HostTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * Random weights as Hugging Face initialises them: normal matrices and tables, norms 1, biases 0,
 * the padding's rows 0; ModernBERT's cut at two deviations and narrower where a layer adds to the
 * sum. The same seed gives the same numbers.
 */
final class FreshWeights {
  private final Architecture network;
  private final int padding;
  private final boolean modern;
  private final Random random;

  FreshWeights(Architecture network, long padding, long seed) {
    this.network = network;
    this.modern = network.modelType().equals("modernbert");
    // Hugging Face's MPNet has the id fixed.
    this.padding = network.modelType().equals("mpnet") ? 1 : Math.toIntExact(padding);
    this.random = new Random(seed);
  }

  Map<String, HostTensor> draw() {
    Map<String, HostTensor> weights = new LinkedHashMap<>();
    network.tensors().forEach(spec -> weights.put(spec.name(), draw(spec)));
    // Unused by any embedding, but transformers warns where it is missing.
    network.unused().stream()
        .filter(spec -> spec.name().startsWith("pooler."))
        .forEach(spec -> weights.put(spec.name(), draw(spec)));
    return weights;
  }

  private HostTensor draw(TensorSpec spec) {
    long[] shape = spec.sizes().stream().mapToLong(Long::longValue).toArray();
    long elements = LongStream.of(shape).reduce(1, Math::multiplyExact);
    float[] values = new float[Math.toIntExact(elements)];
    switch (spec.role()) {
      case NORM -> Arrays.fill(values, 1f);
      case EMBEDDING, LINEAR -> {
        double deviation = deviation(spec.name());
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) (gaussian() * deviation);
        }
      }
      case BIAS -> {
        // stays zero
      }
    }
    if (hasPadding(spec.name())) {
      int width = (int) shape[1];
      Arrays.fill(values, padding * width, (padding + 1) * width, 0f);
    }
    return HostTensor.ofFloats(shape, values);
  }

  private double deviation(String name) {
    boolean narrow = modern && name.endsWith("Wo.weight");
    int layers = network.layers().size() - 1;
    return narrow ? FreshSettings.DEVIATION / Math.sqrt(2.0 * layers) : FreshSettings.DEVIATION;
  }

  private double gaussian() {
    double value = random.nextGaussian();
    while (modern && Math.abs(value) > 2) {
      value = random.nextGaussian();
    }
    return value;
  }

  private boolean hasPadding(String name) {
    return switch (name) {
      case "embeddings.word_embeddings.weight", "embed_tokens.weight" -> true;
      case "embeddings.position_embeddings.weight" -> network.integers().containsKey("padding");
      default -> false;
    };
  }
}
