/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.encoder;

import io.freshet.model.ComputeOptions;
import io.freshet.model.Precision;
import io.freshet.model.device.BfloatUnits;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.text.TextTokenizer;
import java.io.IOException;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@link Precision#AUTO} stands for on a processor: bfloat16 where that is faster and hardly
 * changes the model's embeddings, else float32.
 *
 * @param units of the processor
 * @param agreement how the embeddings of a model are compared
 */
public record AutoPrecision(BfloatUnits units, Agreement agreement) {
  /** The least cosine between a text's two embeddings under which they count as the same. */
  public static final double LEAST_COSINE = 0.9999;

  /**
   * Narrower networks spend much of their time elsewhere than in products, and casting costs them
   * more than products save: measured 128 wide, a query alone takes longer in bfloat16.
   */
  static final int LEAST_WIDTH = 384;

  private static final Logger LOG = LoggerFactory.getLogger(AutoPrecision.class);

  /** Compares the embeddings that a model makes in bfloat16 with those in float32. */
  @FunctionalInterface
  public interface Agreement {
    /**
     * The least cosine among some texts; not a number where some embedding is none.
     *
     * @param compute on the processor; its precision does not count
     */
    double cosine(ModelFolder folder, TextTokenizer tokenizer, ComputeOptions compute)
        throws IOException;
  }

  /** The choice for this machine, by the embeddings of probing texts. */
  public static AutoPrecision here() {
    return new AutoPrecision(BfloatUnits.here(), ProbingTexts::leastCosine);
  }

  /**
   * The options with a precision chosen for a model, where they leave it open and a processor
   * computes; else the same. The choice is logged.
   *
   * @throws IOException where the model cannot be loaded
   */
  public ComputeOptions settle(ModelFolder folder, TextTokenizer tokenizer, ComputeOptions compute)
      throws IOException {
    if (compute.precision() != Precision.AUTO || !ComputeDevice.onProcessor(compute)) {
      return compute;
    }
    int width = folder.architecture().dimension();
    if (units == BfloatUnits.NONE || width < LEAST_WIDTH) {
      LOG.debug("{} computes in float32: width {}, units {}", folder.path(), width, units);
      return compute.withPrecision(Precision.FLOAT32);
    }
    double cosine = agreement.cosine(folder, tokenizer, compute);
    // What is not a number does not agree.
    boolean agree = cosine >= LEAST_COSINE;
    LOG.info(
        "{} computes in {}: the cosine of its embeddings in bfloat16 and float32 is {}, wanted at least {}",
        folder.path(),
        agree ? "bfloat16" : "float32",
        String.format(Locale.ROOT, "%.6f", cosine),
        LEAST_COSINE);
    return compute.withPrecision(agree ? Precision.BFLOAT16 : Precision.FLOAT32);
  }
}
