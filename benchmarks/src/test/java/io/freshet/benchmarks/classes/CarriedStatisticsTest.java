/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.classes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.evaluation.mapping.AffineMap;
import io.freshet.evaluation.mapping.NeighbourMaps;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.junit.jupiter.api.Test;

class CarriedStatisticsTest {
  private static final int WIDTH = 6;
  private static final int CLASSES = 3;
  private static final int TEXTS = 240;

  private final Random random = new Random(7);

  @Test
  void aVersionThatDidNotMoveMovesNothing() {
    float[][] texts = texts();

    AffineMap change = NeighbourMaps.fit(texts, texts);

    assertThat(distance(change.matrix(), MatrixUtils.createRealIdentityMatrix(WIDTH)))
        .isLessThan(1e-6);
    assertThat(change.offset().getNorm()).isLessThan(1e-6);
  }

  @Test
  void aShiftIsFoundExactly() {
    float[][] former = texts();
    AffineMap shift =
        new AffineMap(
            MatrixUtils.createRealIdentityMatrix(WIDTH),
            MatrixUtils.createRealVector(new double[] {0.5, -0.25, 0, 1, 0, -1}));

    AffineMap found = NeighbourMaps.fit(former, moved(shift, former));

    assertThat(found.offset().getDistance(shift.offset())).isLessThan(1e-5);
  }

  @Test
  void aTurnIsFoundUpToTheRidge() {
    float[][] former = texts();
    AffineMap turn = turn();

    AffineMap found = NeighbourMaps.fit(former, moved(turn, former));

    double before = distance(MatrixUtils.createRealIdentityMatrix(WIDTH), turn.matrix());
    assertThat(distance(found.matrix(), turn.matrix())).isLessThan(0.2 * before);
  }

  /** An affine map of every text maps the means and turns the scatter. */
  @Test
  void whatIsCarriedIsWhatWouldHaveBeenKept() {
    float[][] former = texts();
    AffineMap turn = turn();
    ClassStatistics carried = new ClassStatistics(WIDTH);
    carried.add(labels(), former);
    carried.carry(turn);
    ClassStatistics kept = new ClassStatistics(WIDTH);
    kept.add(labels(), moved(turn, former));

    LinearClassifier expected = kept.discriminant(0.01);
    LinearClassifier found = carried.discriminant(0.01);
    assertThat(found.labels()).isEqualTo(expected.labels()).hasSize(CLASSES);
    for (int i = 0; i < CLASSES; i++) {
      assertThat(found.weights().get(i).getDistance(expected.weights().get(i)))
          .isLessThan(1e-4 * expected.weights().get(i).getNorm());
      assertThat(found.biases().get(i))
          .isCloseTo(
              expected.biases().get(i), within(1e-4 * (1 + Math.abs(expected.biases().get(i)))));
    }
  }

  /** In a plane by a fifth of a right angle, and away. */
  private static AffineMap turn() {
    RealMatrix matrix = MatrixUtils.createRealIdentityMatrix(WIDTH);
    double angle = Math.PI / 10;
    matrix.setEntry(0, 0, Math.cos(angle));
    matrix.setEntry(1, 1, Math.cos(angle));
    matrix.setEntry(0, 1, Math.sin(angle));
    matrix.setEntry(1, 0, -Math.sin(angle));
    return new AffineMap(
        matrix, MatrixUtils.createRealVector(new double[] {0.1, 0, 0, -0.2, 0, 0}));
  }

  private float[][] texts() {
    float[][] texts = new float[TEXTS][WIDTH];
    for (int i = 0; i < TEXTS; i++) {
      for (int k = 0; k < WIDTH; k++) {
        texts[i][k] = (float) (0.3 * random.nextGaussian() + (i % CLASSES == k ? 1 : 0));
      }
    }
    return texts;
  }

  private static List<LabelledText> labels() {
    List<LabelledText> labels = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      labels.add(new LabelledText("text " + i, "class " + i % CLASSES));
    }
    return labels;
  }

  private static float[][] moved(AffineMap change, float[][] texts) {
    float[][] moved = new float[texts.length][WIDTH];
    for (int i = 0; i < texts.length; i++) {
      double[] text = new double[WIDTH];
      for (int k = 0; k < WIDTH; k++) {
        text[k] = texts[i][k];
      }
      RealVector next = change.apply(MatrixUtils.createRealVector(text));
      for (int k = 0; k < WIDTH; k++) {
        moved[i][k] = (float) next.getEntry(k);
      }
    }
    return moved;
  }

  private static double distance(RealMatrix a, RealMatrix b) {
    return a.subtract(b).getFrobeniusNorm();
  }
}
