/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Texts for a pass, and how gradients that came of it in different ways are compared. */
public final class PassResults {
  private PassResults() {}

  /** Different texts of different lengths, always the same ones. */
  public static List<String> texts(int count) {
    Random random = new Random(5);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder("text " + i);
      for (int word = random.nextInt(9); word > 0; word--) {
        text.append(' ').append((char) ('a' + random.nextInt(26)));
      }
      texts.add(text.toString());
    }
    return texts;
  }

  /**
   * Fails where gradients differ by more than 1e-5 of the largest element.
   *
   * @param first place of the first gradient in the results
   */
  public static void assertSameGradients(NDList actual, NDList expected, int first) {
    assertThat(actual).hasSameSizeAs(expected);
    assertThat(largestDifference(actual, expected, first)).isLessThan(1e-5);
  }

  /**
   * Largest difference of an element, as a share of the largest element of the gradients.
   *
   * @param first place of the first gradient in the results
   */
  public static double largestDifference(NDList actual, NDList expected, int first) {
    double largest = 0;
    double difference = 0;
    for (int i = first; i < expected.size(); i++) {
      float[] a = actual.get(i).toFloatArray();
      float[] e = expected.get(i).toFloatArray();
      for (int k = 0; k < e.length; k++) {
        largest = Math.max(largest, Math.abs(e[k]));
        difference = Math.max(difference, Math.abs((double) a[k] - e[k]));
      }
    }
    return difference / largest;
  }
}
