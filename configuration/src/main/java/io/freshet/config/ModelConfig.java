/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.model.ComputeOptions;
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

  /** Types of the network's products. */
  public enum Precision {
    AUTO,
    FLOAT32,
    BFLOAT16,
    FLOAT16
  }

  /**
   * Where and how a model computes.
   *
   * @param batchTokens padded tokens of one encoding call at most
   */
  public ComputeOptions compute(int batchTokens) {
    return new ComputeOptions(device, threads, batchTokens)
        .withPrecision(
            switch (precision) {
              case AUTO -> io.freshet.model.Precision.AUTO;
              case FLOAT32 -> io.freshet.model.Precision.FLOAT32;
              case BFLOAT16 -> io.freshet.model.Precision.BFLOAT16;
              case FLOAT16 -> io.freshet.model.Precision.FLOAT16;
            });
  }
}
