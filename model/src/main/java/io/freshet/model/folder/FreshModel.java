/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.text.TokenizerFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

/** Makes model folders with random weights. Stateless. */
public final class FreshModel {
  /** Standard deviation that Hugging Face draws BERT's weights with. */
  private static final double DEVIATION = 0.02;

  private FreshModel() {}

  /** Creates a model with the size's usual number of positions. */
  public static void create(
      String architecture, ModelSize size, Path tokenizerFolder, long seed, Path target)
      throws IOException {
    create(architecture, size, tokenizerFolder, seed, size.positions(), target);
  }

  /**
   * Creates a complete model folder: normal weights, layer norms 1 and 0, biases 0, as Hugging Face
   * initialises them. The same seed gives the same bytes.
   *
   * @param architecture {@code bert}
   * @param tokenizerFolder holds the tokenizer, which is copied
   * @param maxLength number of positions and largest number of tokens a text
   * @param target must not exist
   */
  public static void create(
      String architecture,
      ModelSize size,
      Path tokenizerFolder,
      long seed,
      int maxLength,
      Path target)
      throws IOException {
    if (!architecture.equals("bert")) {
      throw new IllegalArgumentException(
          "the architecture '" + architecture + "' is not supported; supported is: bert");
    }
    TokenizerFile tokenizer = TokenizerFile.read(tokenizerFolder);
    ObjectNode config = config(size, tokenizer, maxLength);
    Random random = new Random(seed);
    Map<String, HostTensor> weights = new LinkedHashMap<>();
    Architecture network = Architecture.of(config, target.toString());
    for (TensorSpec spec : network.tensors()) {
      weights.put(spec.name(), initial(spec, random, tokenizer));
    }
    // Unused by any embedding, but transformers warns where it is missing.
    for (TensorSpec spec : network.unused()) {
      if (spec.name().startsWith("pooler.")) {
        weights.put(spec.name(), initial(spec, random, tokenizer));
      }
    }
    Modules modules = Modules.plain(List.of(Pooling.MEAN), true);
    FolderWriter.write(
        target,
        new FolderWriter.Description(
            tokenizerFolder,
            config,
            SentenceFiles.fresh(modules, maxLength, tokenizer.lowerCase()),
            tokenizer,
            network.dimension(),
            maxLength),
        weights,
        Map.of(),
        WriteOptions.DEFAULT);
  }

  private static ObjectNode config(ModelSize size, TokenizerFile tokenizer, int maxLength) {
    ObjectNode config = JsonFiles.MAPPER.createObjectNode();
    config.putArray("architectures").add("BertModel");
    return config
        .put("attention_probs_dropout_prob", 0.1)
        .put("hidden_act", "gelu")
        .put("hidden_dropout_prob", 0.1)
        .put("hidden_size", size.width())
        .put("initializer_range", DEVIATION)
        .put("intermediate_size", 4 * size.width())
        .put("layer_norm_eps", 1e-12)
        .put("max_position_embeddings", maxLength)
        .put("model_type", "bert")
        .put("num_attention_heads", size.heads())
        .put("num_hidden_layers", size.layers())
        .put("pad_token_id", tokenizer.padId())
        .put("type_vocab_size", 2)
        .put("vocab_size", tokenizer.vocabularySize());
  }

  private static HostTensor initial(TensorSpec spec, Random random, TokenizerFile tokenizer) {
    long[] shape = spec.sizes().stream().mapToLong(Long::longValue).toArray();
    long elements = LongStream.of(shape).reduce(1, Math::multiplyExact);
    float[] values = new float[Math.toIntExact(elements)];
    switch (spec.role()) {
      case NORM -> Arrays.fill(values, 1f);
      case EMBEDDING, LINEAR -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) (random.nextGaussian() * DEVIATION);
        }
      }
      case BIAS -> {
        // stays zero
      }
    }
    if (spec.name().equals("embeddings.word_embeddings.weight")) {
      int width = (int) shape[1];
      int padding = (int) tokenizer.padId();
      Arrays.fill(values, padding * width, (padding + 1) * width, 0f);
    }
    return HostTensor.ofFloats(shape, values);
  }
}
