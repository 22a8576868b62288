/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.evaluation.vectors.Similarity;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties of every kind of map; parameters are seeds. */
class FittedMapsTest {
  private static final int WIDTH = 12;
  private static final int DOCUMENTS = 200;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aRotationIsFoundByEveryKind(long seed) {
    Random random = new Random(seed);
    float[][] from = vectors(DOCUMENTS, WIDTH, random);
    RealMatrix rotation = rotation(WIDTH, random);
    FittedMaps maps = FittedMaps.of(from, times(from, rotation, 0, random), seed);
    assertThat(maps.maps()).extracting(FittedMap::kind).containsExactly(MapKind.values());

    float[][] unseen = vectors(20, WIDTH, random);
    float[][] expected = times(unseen, rotation, 0, random);
    for (FittedMap fitted : maps.maps()) {
      assertThat(fitted.heldOutCosine()).isCloseTo(1, within(1e-6));
      assertThat(fitted.heldOutShared()).isGreaterThan(0.99);
      for (int i = 0; i < unseen.length; i++) {
        float[] mapped = fitted.map().apply(unseen[i]);
        for (int j = 0; j < WIDTH; j++) {
          assertThat(mapped[j])
              .as("%s, seed %d", fitted.kind(), seed)
              .isCloseTo(expected[i][j], within(1e-5f));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"12, 12", "12, 7", "7, 12"})
  void theFirstKindIsOrthogonal(int from, int to) {
    Random random = new Random(from * 100L + to);
    float[][] vectors = vectors(DOCUMENTS, from, random);
    RealMatrix matrix =
        AffineFits.of(Moments.of(new VectorPairs(vectors, vectors(DOCUMENTS, to, random))))
            .orthogonal()
            .matrix();
    RealMatrix product =
        from <= to ? matrix.multiply(matrix.transpose()) : matrix.transpose().multiply(matrix);
    double far =
        product
            .subtract(MatrixUtils.createRealIdentityMatrix(Math.min(from, to)))
            .getFrobeniusNorm();
    assertThat(far).isLessThan(1e-10);
  }

  /** Every kind may do what the orthogonal one does, and that one may do nothing. */
  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void onTheFittedDocumentsNoMapIsWorseThanNoneAndFreedomNeverHurts(long seed) {
    Random random = new Random(seed);
    float[][] from = vectors(DOCUMENTS, WIDTH, random);
    VectorPairs pairs =
        VectorPairs.ofUnitLength(from, times(from, rotation(WIDTH, random), 0.3, random));
    AffineFits fits = AffineFits.of(Moments.of(pairs));
    double unmapped =
        new AffineMap(
                MatrixUtils.createRealIdentityMatrix(WIDTH),
                MatrixUtils.createRealVector(new double[WIDTH]))
            .squaredError(pairs);
    double orthogonal = fits.orthogonal().squaredError(pairs);
    double affine = fits.affine(0.1).squaredError(pairs);
    assertThat(orthogonal).isLessThan(unmapped);
    assertThat(fits.scaled().squaredError(pairs)).isLessThan(orthogonal);
    assertThat(affine).isLessThan(orthogonal);
    assertThat(fits.affine(0.01).squaredError(pairs)).as("a smaller ridge").isLessThan(affine);
    assertThat(fits.affine(1e9).squaredError(pairs))
        .as("drawn to the orthogonal map, but for the offset")
        .isBetween(affine, orthogonal);
  }

  @Test
  void noOrthogonalMatrixIsCloser() {
    Random random = new Random(7);
    float[][] from = vectors(DOCUMENTS, 4, random);
    VectorPairs pairs = VectorPairs.ofUnitLength(from, vectors(DOCUMENTS, 4, random));
    AffineMap best = AffineFits.of(Moments.of(pairs)).orthogonal();
    for (int i = 0; i < 200; i++) {
      AffineMap other = new AffineMap(rotation(4, random), best.offset());
      assertThat(other.squaredError(pairs)).isGreaterThanOrEqualTo(best.squaredError(pairs));
    }
  }

  /** Least squares by hand: y = 2x with an offset in one dimension of two. */
  @Test
  void aVanishingRidgeIsLeastSquares() {
    float[][] from = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}, {0.5f, 0.5f}};
    float[][] to = new float[from.length][];
    for (int i = 0; i < from.length; i++) {
      to[i] = new float[] {2 * from[i][0] + 1, 0.5f * from[i][1] - from[i][0]};
    }
    AffineMap map = AffineFits.of(Moments.of(new VectorPairs(from, to))).affine(1e-12);
    assertThat(map.matrix().getRow(0)).containsExactly(new double[] {2, -1}, within(1e-9));
    assertThat(map.matrix().getRow(1)).containsExactly(new double[] {0, 0.5}, within(1e-9));
    assertThat(map.offset().toArray()).containsExactly(new double[] {1, 0}, within(1e-9));
  }

  @Test
  void theKindIsChosenByNeighboursAndNotByCosine() {
    Random random = new Random(8);
    int width = 40;
    float[][] from = vectors(10 * width, width, random);
    double[] stretch = new double[width];
    Arrays.setAll(stretch, i -> i % 2 == 0 ? 3 : 0.3);
    RealMatrix sheared =
        rotation(width, random)
            .multiply(MatrixUtils.createRealDiagonalMatrix(stretch))
            .multiply(rotation(width, random));
    FittedMaps maps = FittedMaps.of(from, times(from, sheared, 0, random), 1);
    FittedMap orthogonal = maps.maps().get(0);
    FittedMap affine = maps.maps().get(2);
    assertThat(affine.heldOutCosine()).isGreaterThan(orthogonal.heldOutCosine());
    assertThat(affine.heldOutShared()).isLessThan(orthogonal.heldOutShared());
    assertThat(maps.best()).isEqualTo(orthogonal);
  }

  @Test
  void neighboursAreTheTenNearestAndSharedByTheirNumber() {
    float[][] line = new float[30][];
    Arrays.setAll(line, i -> new float[] {i, 1});
    Neighbours last = Neighbours.of(new float[][] {{1, 0}, {1, 0}}, line);
    assertThat(last.shared(last)).isEqualTo(1);
    Neighbours firstOnce = Neighbours.of(new float[][] {{-1, 0}, {2, 5}}, line);
    assertThat(last.shared(firstOnce)).isEqualTo(0.5);
    // All but two of the last ten: the order of two pairs is turned across the tenth place.
    float[][] moved = line.clone();
    moved[20] = new float[] {-1, 1};
    moved[21] = new float[] {-2, 1};
    assertThat(last.shared(Neighbours.of(new float[][] {{1, 0}, {1, 0}}, moved)))
        .isCloseTo(0.8, within(1e-9));
  }

  @Test
  void aSpaceThatLacksADirectionIsMappedAllTheSame() {
    Random random = new Random(9);
    float[][] from = vectors(DOCUMENTS, WIDTH, random);
    for (float[] vector : from) {
      vector[3] = 0;
    }
    RealMatrix rotation = rotation(WIDTH, random);
    FittedMaps maps = FittedMaps.of(from, times(from, rotation, 0, random), 1);
    assertThat(maps.maps()).allMatch(map -> map.heldOutCosine() > 1 - 1e-6);
  }

  @Test
  void theSameSeedGivesTheSameMaps() {
    Random random = new Random(10);
    float[][] from = vectors(DOCUMENTS, WIDTH, random);
    float[][] to = times(from, rotation(WIDTH, random), 0.3, random);
    float[] query = vectors(1, WIDTH, random)[0];
    FittedMap first = FittedMaps.of(from, to, 11).best();
    FittedMap second = FittedMaps.of(from, to, 11).best();
    assertThat(second.heldOutCosine()).isEqualTo(first.heldOutCosine());
    assertThat(second.map().apply(query)).isEqualTo(first.map().apply(query));
    assertThat(FittedMaps.of(from, to, 12).best().heldOutCosine())
        .as("another fifth is held out")
        .isNotEqualTo(first.heldOutCosine());
  }

  @Test
  void saysWhyNoMapCanBeFitted() {
    Random random = new Random(13);
    float[][] few = vectors(14, WIDTH, random);
    assertThat(FittedMaps.needed(WIDTH, 7)).isEqualTo(15);
    assertThat(FittedMaps.of(vectors(15, WIDTH, random), vectors(15, 7, random), 1).maps())
        .hasSize(MapKind.values().length);
    assertRefused(few, few, "from 12 to 12 numbers needs at least 15 documents, not 14");
    assertRefused(new float[0][], new float[0][], "no documents");
    assertRefused(few, Arrays.copyOf(few, 13), "14 vectors of one version and 13");
    float[][] ragged = few.clone();
    ragged[5] = new float[3];
    assertRefused(few, ragged, "of 12 and of 3 numbers");
    float[][] broken = vectors(DOCUMENTS, WIDTH, random);
    broken[2][1] = Float.NaN;
    assertRefused(broken, broken, "not finite");
    float[][] alike = vectors(5, WIDTH, random);
    float[][] copies = new float[DOCUMENTS][];
    Arrays.setAll(copies, i -> alike[i % alike.length]);
    assertRefused(copies, copies, "span 5 of 12 dimensions");
    assertRefused(new float[DOCUMENTS][WIDTH], copies, "span 0 of 12 dimensions");
  }

  private static void assertRefused(float[][] from, float[][] to, String message) {
    assertThatThrownBy(() -> FittedMaps.of(from, to, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static float[][] vectors(int rows, int width, Random random) {
    float[][] vectors = new float[rows][width];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < width; i++) {
        vectors[row][i] = (float) random.nextGaussian();
      }
      vectors[row] = Similarity.normalized(vectors[row]);
    }
    return vectors;
  }

  private static RealMatrix rotation(int width, Random random) {
    double[][] numbers = new double[width][width];
    for (double[] row : numbers) {
      Arrays.setAll(row, i -> random.nextGaussian());
    }
    return new QRDecomposition(MatrixUtils.createRealMatrix(numbers)).getQ();
  }

  private static float[][] times(
      float[][] vectors, RealMatrix matrix, double noise, Random random) {
    float[][] result = new float[vectors.length][];
    for (int row = 0; row < vectors.length; row++) {
      double[] vector = new double[vectors[row].length];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = vectors[row][i];
      }
      double[] product = matrix.preMultiply(vector);
      result[row] = new float[product.length];
      for (int j = 0; j < product.length; j++) {
        result[row][j] = (float) (product[j] + noise * random.nextGaussian());
      }
      result[row] = Similarity.normalized(result[row]);
    }
    return result;
  }
}
