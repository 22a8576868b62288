/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.encoder;

import io.freshet.model.ComputeOptions;
import io.freshet.model.Precision;
import io.freshet.model.device.BfloatUnits;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.Processor;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.text.TextTokenizer;
import java.io.IOException;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a precision that leaves a choice stands for. {@link Precision#AUTO} on a processor is
 * bfloat16 where that is faster and hardly changes the model's embeddings, else float32; {@link
 * Precision#INT8} is what it says where a processor has units for it and the embeddings stay almost
 * what they are, else as {@link Precision#AUTO}.
 *
 * @param units of the processor for bfloat16
 * @param bytes whether the processor has units for 8-bit integers
 * @param agreement how the embeddings of a model are compared
 */
public record AutoPrecision(BfloatUnits units, boolean bytes, Agreement agreement) {
  /** The least cosine between a text's two embeddings under which they count as the same. */
  public static final double LEAST_COSINE = 0.9999;

  /** The least cosine between a text's two embeddings under which 8-bit integers may make them. */
  public static final double LEAST_COSINE_OF_INT8 = 0.97;

  /**
   * Narrower networks spend much of their time elsewhere than in products, and casting costs them
   * more than products save: measured 128 wide, a query alone takes longer in bfloat16.
   */
  static final int LEAST_WIDTH = 384;

  private static final Logger LOG = LoggerFactory.getLogger(AutoPrecision.class);

  /** Compares the embeddings that a model makes in a precision with those in float32. */
  @FunctionalInterface
  public interface Agreement {
    /**
     * The least cosine among some texts; not a number where some embedding is none.
     *
     * @param compute on the processor, in the precision
     */
    double cosine(ModelFolder folder, TextTokenizer tokenizer, ComputeOptions compute)
        throws IOException;
  }

  /** The choice for this machine, by the embeddings of probing texts. */
  public static AutoPrecision here() {
    return new AutoPrecision(
        BfloatUnits.here(), Processor.multipliesBytes(), ProbingTexts::leastCosine);
  }

  /**
   * The options with a precision chosen for a model that embeds texts, where they leave a choice;
   * else the same. The choice is logged.
   *
   * @throws IOException where the model cannot be loaded
   */
  public ComputeOptions settle(ModelFolder folder, TextTokenizer tokenizer, ComputeOptions compute)
      throws IOException {
    return switch (compute.precision()) {
      case FLOAT32, BFLOAT16, FLOAT16 -> compute;
      case AUTO -> ComputeDevice.onProcessor(compute) ? auto(folder, tokenizer, compute) : compute;
      case INT8 ->
          bearsInt8(folder, tokenizer, compute)
              ? compute
              : settle(folder, tokenizer, compute.floating());
    };
  }

  private boolean bearsInt8(ModelFolder folder, TextTokenizer tokenizer, ComputeOptions compute)
      throws IOException {
    if (!bytes || !ComputeDevice.onProcessor(compute)) {
      LOG.warn(
          "{} computes as by precision 'auto': 'int8' wants a processor with avx512_vnni, avx_vnni or amx_int8",
          folder.path());
      return false;
    }
    double cosine = agreement.cosine(folder, tokenizer, compute);
    String found = found("int8", cosine, LEAST_COSINE_OF_INT8);
    // What is not a number does not agree.
    if (cosine >= LEAST_COSINE_OF_INT8) {
      LOG.info("{} computes in int8: {}", folder.path(), found);
      return true;
    }
    LOG.warn("{} computes as by precision 'auto': {}", folder.path(), found);
    return false;
  }

  private ComputeOptions auto(ModelFolder folder, TextTokenizer tokenizer, ComputeOptions compute)
      throws IOException {
    int width = folder.architecture().dimension();
    if (units == BfloatUnits.NONE || width < LEAST_WIDTH) {
      LOG.debug("{} computes in float32: width {}, units {}", folder.path(), width, units);
      return compute.withPrecision(Precision.FLOAT32);
    }
    double cosine = agreement.cosine(folder, tokenizer, compute.withPrecision(Precision.BFLOAT16));
    // What is not a number does not agree.
    boolean agree = cosine >= LEAST_COSINE;
    LOG.info(
        "{} computes in {}: {}",
        folder.path(),
        agree ? "bfloat16" : "float32",
        found("bfloat16", cosine, LEAST_COSINE));
    return compute.withPrecision(agree ? Precision.BFLOAT16 : Precision.FLOAT32);
  }

  private static String found(String narrow, double cosine, double least) {
    return String.format(
        Locale.ROOT,
        "the cosine of its embeddings in %s and float32 is %.6f, wanted at least %s",
        narrow,
        cosine,
        least);
  }
}
