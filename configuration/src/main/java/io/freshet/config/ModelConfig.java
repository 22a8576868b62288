/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.Option;
import io.freshet.config.option.Section;
import io.freshet.config.option.Values;
import io.freshet.model.ComputeOptions;
import io.freshet.model.Precision;
import java.io.Serializable;

/**
 * The model that training starts from.
 *
 * @param path a model folder: a path, or a URI of any Flink file system
 * @param digest that the model must have; empty for any
 * @param maxLength tokens a text at most
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:n}
 * @param threads intra-op threads of every call on CPU; 0 for one a processor
 * @param precision of the network's products
 */
public record ModelConfig(
    String path, String digest, int maxLength, String device, int threads, Precision precision)
    implements Serializable {
  /** Tokens that no text may exceed, whatever its model. */
  static final int LONGEST = 32_768;

  /** The options of the model. */
  static final Options OPTIONS = new Options();

  /** The options of the model. */
  static final class Options extends Section<ModelConfig> {
    final Option<String> path =
        add(
            Option.required(
                "model.path",
                "Folder of the model that training starts from: a path, or a URI of any Flink file system."),
            ModelConfig::path);
    final Option<String> digest =
        add(
            Option.matching(
                "model.digest",
                "",
                "([0-9a-f]{64})?",
                "64 hexadecimal digits",
                "Digest that the model at `model.path` must have, as `freshet init` and `freshet train` print it; empty for any."),
            ModelConfig::digest);
    final Option<Integer> maxLength =
        add(
            Option.integer("model.max-length", 256, 2, LONGEST, "Tokens of any text at most."),
            ModelConfig::maxLength);
    final Option<String> device =
        add(
            Option.matching(
                "model.device",
                "auto",
                "auto|cpu|cuda(:\\d+)?",
                "auto, cpu, cuda or cuda:n",
                "Where the model runs."),
            ModelConfig::device);
    final Option<Integer> threads =
        add(
            Option.integer(
                "model.threads",
                0,
                0,
                1024,
                "Threads of one call of the model on a CPU; 0 for one a processor of the machine that computes."),
            ModelConfig::threads);
    final Option<Precision> precision =
        add(
            Option.choice(
                "model.precision",
                Precision.class,
                Precision.AUTO,
                "Type of the network's products; auto is bfloat16 on CUDA and on a CPU with units for it, where the model's embeddings agree, else float32; int8 embeds texts by 8-bit integers on a CPU with units for them, where the model's embeddings stay close, else as auto, which training does in any case. Trained weights, norms and losses are always float32."),
            ModelConfig::precision);

    private Options() {}

    ModelConfig read(Values v) {
      return new ModelConfig(
          v.get(path),
          v.get(digest),
          v.get(maxLength),
          v.get(device),
          v.get(threads),
          v.get(precision));
    }
  }

  /**
   * Where and how a model computes.
   *
   * @param batchTokens padded tokens of one encoding call at most
   */
  public ComputeOptions compute(int batchTokens) {
    return new ComputeOptions(device, threads, batchTokens).withPrecision(precision);
  }
}
