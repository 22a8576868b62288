/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriftMapTest {

  /** Widths that are and are not multiples of what is done at once. */
  @ParameterizedTest
  @CsvSource({"1, 1", "3, 5", "4, 4", "7, 2", "32, 33", "384, 384"})
  void mapsAsDefined(int from, int to) {
    SplittableRandom random = new SplittableRandom(31L * from + to);
    double[][] matrix = new double[from][to];
    for (double[] row : matrix) {
      fill(row, random);
    }
    double[] offset = new double[to];
    fill(offset, random);
    float[] vector = new float[from];
    for (int i = 0; i < from; i++) {
      vector[i] = (float) random.nextDouble(-1, 1);
    }
    float[] given = vector.clone();
    float[] mapped = DriftMap.of(matrix, offset).apply(vector);

    double[] expected = offset.clone();
    double squares = 0;
    for (int j = 0; j < to; j++) {
      for (int i = 0; i < from; i++) {
        expected[j] += vector[i] * matrix[i][j];
      }
      squares += expected[j] * expected[j];
    }
    assertThat(vector).isEqualTo(given);
    assertThat(mapped).hasSize(to);
    for (int j = 0; j < to; j++) {
      assertThat((double) mapped[j]).isCloseTo(expected[j] / Math.sqrt(squares), within(1e-5));
    }
  }

  private static void fill(double[] numbers, SplittableRandom random) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextDouble(-1, 1);
    }
  }

  @Test
  void aVectorWithoutLengthStays() {
    DriftMap map = DriftMap.of(new double[][] {{1, 0}, {0, 1}}, new double[] {0, 0});
    assertThat(map.apply(new float[2])).containsExactly(0, 0);
  }

  @Test
  void refusesWhatDoesNotFit() {
    double[][] matrix = {{1, 0}, {0, 1}};
    DriftMap map = DriftMap.of(matrix, new double[2]);
    assertThat(map.from()).isEqualTo(2);
    assertThat(map.to()).isEqualTo(2);
    assertThatThrownBy(() -> map.apply(new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 numbers, not 3");
    assertThatThrownBy(() -> DriftMap.of(matrix, new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row 0");
    assertThatThrownBy(() -> DriftMap.of(new double[0][], new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dimension");
    assertThatThrownBy(() -> DriftMap.of(new double[][] {{1e39}}, new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not finite");
  }
}
