/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.evaluation;

import io.freshet.benchmarks.memory.ProcessMemory;
import io.freshet.evaluation.beir.NearestDocuments;
import io.freshet.evaluation.metrics.Ties;
import io.freshet.evaluation.vectors.Similarity;
import io.freshet.model.ComputeOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Exact search of many documents that stream by: on the device, with the best kept, beside loops in
 * Java that only score (the former way, without keeping anything). Time is that of comparing alone;
 * the vectors are made anew for each block, and memory is printed at the end.
 */
@Command(
    name = "exact-search-speed",
    mixinStandardHelpOptions = true,
    description = "Measures exact search of a stream of vectors, and its memory.")
public final class ExactSearchSpeed implements Callable<Integer> {
  private static final int BLOCK = 1024;
  private static final int JAVA_BLOCK = 256;

  @Option(names = "--documents", defaultValue = "1000000", description = "Documents.")
  private int documents;

  @Option(
      names = "--in-java",
      defaultValue = "100000",
      description = "Documents of them that Java scores too.")
  private int inJava;

  @Option(names = "--queries", defaultValue = "300", description = "Queries.")
  private int queries;

  @Option(names = "--width", defaultValue = "384", description = "Numbers of a vector.")
  private int width;

  @Option(names = "--depth", defaultValue = "1000", description = "Documents kept a query.")
  private int depth;

  @Option(names = "--device", defaultValue = "cpu", description = "cpu, cuda or cuda:n.")
  private String device = "cpu";

  @Option(names = "--threads", description = "Threads; default: all processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--similarity", defaultValue = "DOT", description = "${COMPLETION-CANDIDATES}.")
  private Similarity similarity = Similarity.DOT;

  private final PrintStream out;

  private ExactSearchSpeed(PrintStream out) {
    this.out = out;
  }

  /** Runs the measurement. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ExactSearchSpeed(System.out)).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    out.printf(
        "%,d documents of %d floats, %,d queries, %d kept each, %s, %s, %d threads%n",
        documents, width, queries, depth, similarity, device, threads);
    float[][] asked = vectors(queries, new SplittableRandom(1));
    double onDevice = 0;
    double java = 0;
    double deviceBeside = 0;
    int javaDocuments = 0;
    try (NearestDocuments nearest =
        new NearestDocuments(
            new ComputeOptions(device, threads, 1),
            similarity,
            asked,
            depth,
            Ties.DESCENDING_ID,
            BLOCK)) {
      for (int first = 0; first < documents; first += BLOCK) {
        int rows = Math.min(BLOCK, documents - first);
        float[][] block = vectors(rows, new SplittableRandom(first + 2L));
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
          ids.add("document-" + (first + i));
        }
        long start = System.nanoTime();
        nearest.add(ids, block);
        double seconds = (System.nanoTime() - start) / 1e9;
        onDevice += seconds;
        if (first < inJava) {
          java += inJava(asked, block);
          deviceBeside += seconds;
          javaDocuments += rows;
        }
      }
      out.printf(
          "device: %.2f s, %,.0f pairs a second, the best kept%n",
          onDevice, (double) documents * queries / onDevice);
      if (javaDocuments > 0) {
        out.printf(
            "first %,d documents: device %.2f s, Java scoring alone %.2f s, %.2f times%n",
            javaDocuments, deviceBeside, java, java / deviceBeside);
      }
      printMemory();
    }
    return 0;
  }

  private double inJava(float[][] asked, float[][] block) {
    long start = System.nanoTime();
    for (int from = 0; from < block.length; from += JAVA_BLOCK) {
      VectorBlock part =
          new VectorBlock(
              similarity,
              Arrays.copyOfRange(block, from, Math.min(block.length, from + JAVA_BLOCK)));
      IntStream.range(0, asked.length)
          .parallel()
          .forEach(query -> part.scores(asked[query], new float[part.rows()]));
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private void printMemory() throws IOException {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    out.printf(
        "heap in use %d MB of at most %d MB%n",
        (runtime.totalMemory() - runtime.freeMemory()) >> 20, runtime.maxMemory() >> 20);
    out.printf("most that was resident: %s%n", ProcessMemory.PEAK.shown());
  }

  /** Of length 1, so that every similarity ranks alike. */
  private float[][] vectors(int rows, SplittableRandom random) {
    float[][] vectors = new float[rows][width];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < width; i++) {
        vectors[row][i] = (float) (random.nextDouble() - 0.5);
      }
      vectors[row] = Similarity.normalized(vectors[row]);
    }
    return vectors;
  }
}
