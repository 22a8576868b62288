/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.evaluation.beir.BeirFolder;
import io.freshet.evaluation.beir.Collection;
import io.freshet.evaluation.beir.TextEncoder;
import io.freshet.evaluation.mapping.DriftReport.Unmapped;
import io.freshet.evaluation.mapping.Gain.Verdict;
import io.freshet.model.ComputeOptions;
import io.freshet.model.TextRole;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Versions that are made up: a document has random numbers, a query those of its document and
 * noise, and another version turns all of them.
 */
class DriftReportsTest {
  private static final int WIDTH = 16;
  private static final int DOCUMENTS = 300;
  private static final int QUERIES = 60;

  @TempDir Path directory;
  private BeirFolder folder;

  @BeforeEach
  void write() throws IOException {
    List<String> documents = new ArrayList<>();
    List<String> queries = new ArrayList<>();
    Map<String, Map<String, Integer>> judgments = new TreeMap<>();
    for (int i = 0; i < DOCUMENTS; i++) {
      documents.add("d" + i);
      if (i < QUERIES) {
        queries.add("q" + i);
        judgments.put("q" + i, Map.of("d" + i, 1));
      }
    }
    queries.add("unjudged");
    folder = Collection.write(directory, documents, queries, judgments);
  }

  /** A version: how it turns vectors, and how far its queries lie from their documents. */
  private record MadeUp(RealMatrix turn, double noise) implements TextEncoder {
    static MadeUp of(int width, long seed, double noise) {
      Random random = new Random(seed);
      double[][] numbers = new double[WIDTH][width];
      for (double[] row : numbers) {
        fill(row, random);
      }
      RealMatrix matrix = MatrixUtils.createRealMatrix(numbers);
      return new MadeUp(width == WIDTH ? new QRDecomposition(matrix).getQ() : matrix, noise);
    }

    @Override
    public float[][] encode(List<String> texts, TextRole role) {
      return texts.stream().map(text -> encode(text, role)).toArray(float[][]::new);
    }

    private float[] encode(String text, TextRole role) {
      double[] numbers = new double[WIDTH];
      fill(numbers, new Random(text.substring(1).hashCode()));
      if (role == TextRole.QUERY) {
        double[] far = new double[WIDTH];
        fill(far, new Random(31L * text.hashCode() + 7));
        for (int i = 0; i < WIDTH; i++) {
          numbers[i] += noise * far[i];
        }
      }
      double[] turned = turn.preMultiply(numbers);
      float[] vector = new float[turned.length];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) turned[i];
      }
      return vector;
    }

    private static void fill(double[] numbers, Random random) {
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = random.nextGaussian();
      }
    }
  }

  private DriftReport report(TextEncoder former, TextEncoder next, int documents)
      throws IOException {
    return new DriftReports(folder, "test", ComputeOptions.cpu(1), documents, 5)
        .compare(encoded(former), encoded(next));
  }

  private EncodedCollection encoded(TextEncoder encoder) throws IOException {
    return EncodedCollection.of(encoder, folder, "test", done -> {});
  }

  @Test
  void aTurnedVersionIsMappedBackAndHelpsWhereItsQueriesAreBetter() throws IOException {
    DriftReport report = report(MadeUp.of(WIDTH, 1, 1.5), MadeUp.of(WIDTH, 2, 0.5), 200);
    assertThat(report.fittedOn()).isEqualTo(200);
    assertThat(report.relevantOfThem()).isZero();
    double whole = report.reencoded().mean(DriftReports.NDCG);
    assertThat(whole).isGreaterThan(0.9);
    assertThat(report.former().mean(DriftReports.NDCG)).isLessThan(0.7);
    Unmapped unmapped = report.unmapped().orElseThrow();
    assertThat(unmapped.documentCosine()).isBetween(-0.5, 0.5);
    assertThat(unmapped.gain().verdict()).isEqualTo(Verdict.HURTS);
    assertThat(report.mapped())
        .extracting(mapped -> mapped.fitted().kind())
        .containsExactly(MapKind.values());
    for (MappedScore mapped : report.mapped()) {
      assertThat(mapped.score().kept(report.reencoded())).isCloseTo(1, within(1e-9));
      assertThat(mapped.score().overlap()).isGreaterThan(0.99);
      assertThat(mapped.gain().verdict()).isEqualTo(Verdict.HELPS);
      assertThat(mapped.gain().comparison().difference())
          .isCloseTo(whole - report.former().mean(DriftReports.NDCG), within(1e-9));
      assertThat(mapped.microseconds()).isPositive();
    }
    assertThat(report.reencoded().overlap()).isEqualTo(1);
    assertThat(report.former().overlap()).isLessThan(0.8);
  }

  @Test
  void worseQueriesHurtHoweverWellTheyAreMapped() throws IOException {
    DriftReport report = report(MadeUp.of(WIDTH, 1, 0.5), MadeUp.of(WIDTH, 2, 1.5), 200);
    assertThat(report.best().score().kept(report.reencoded())).isCloseTo(1, within(1e-9));
    assertThat(report.best().gain().verdict()).isEqualTo(Verdict.HURTS);
  }

  @Test
  void theSameVersionHasNoDriftAndNoGain() throws IOException {
    MadeUp version = MadeUp.of(WIDTH, 1, 1);
    DriftReport report = report(version, version, 200);
    Unmapped unmapped = report.unmapped().orElseThrow();
    assertThat(unmapped.documentCosine()).isCloseTo(1, within(1e-6));
    assertThat(unmapped.queryCosine()).isCloseTo(1, within(1e-6));
    assertThat(unmapped.score()).isEqualTo(report.former()).isEqualTo(report.reencoded());
    assertThat(report.best().gain().verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(report.best().score().metrics()).isEqualTo(report.former().metrics());
  }

  @Test
  void anotherWidthIsMappedTooButNotComparedAsItIs() throws IOException {
    DriftReport report = report(MadeUp.of(WIDTH, 1, 1.5), MadeUp.of(24, 2, 0.5), 200);
    assertThat(report.unmapped()).isEmpty();
    assertThat(report.best().gain().verdict()).isEqualTo(Verdict.HELPS);
  }

  @Test
  void relevantDocumentsAreFittedOnWhereOthersAreTooFew() throws IOException {
    DriftReport report = report(MadeUp.of(WIDTH, 1, 1.5), MadeUp.of(WIDTH, 2, 0.5), 1000);
    assertThat(report.fittedOn()).isEqualTo(DOCUMENTS);
    assertThat(report.relevantOfThem()).isEqualTo(QUERIES);
    assertThatThrownBy(() -> report(MadeUp.of(WIDTH, 1, 1), MadeUp.of(WIDTH, 2, 1), 19))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 20 documents, not 19");
  }

  @Test
  void theSampleHasTheSeedsDocuments() throws IOException {
    List<String> ids = encoded(MadeUp.of(WIDTH, 1, 1)).documentIds();
    Map<String, Map<String, Integer>> judgments =
        Map.of("q", Map.of("d1", 1, "d2", 0), "r", Map.of("d3", 2));
    FitSample sample = FitSample.of(ids, judgments, DOCUMENTS - 2, 1);
    assertThat(sample.relevant()).isZero();
    assertThat(sample.places()).doesNotContain(1, 3).contains(2).doesNotHaveDuplicates();
    assertThat(FitSample.of(ids, judgments, DOCUMENTS - 1, 1).relevant()).isEqualTo(1);
    assertThat(FitSample.of(ids, judgments, 50, 1)).isEqualTo(FitSample.of(ids, judgments, 50, 1));
    assertThat(FitSample.of(ids, judgments, 50, 2).places())
        .isNotEqualTo(FitSample.of(ids, judgments, 50, 1).places());
  }

  @Test
  void aCollectionWithoutJudgedQueriesIsRefused() throws IOException {
    BeirFolder empty =
        Collection.write(
            directory.resolve("other"),
            List.of("d1"),
            List.of("q1"),
            Map.of("q2", Map.of("d1", 1)));
    assertThatThrownBy(
            () -> EncodedCollection.of(MadeUp.of(WIDTH, 1, 1), empty, "test", done -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no judged queries");
  }
}
