/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.evaluation;

import io.freshet.benchmarks.sidebyside.MedianInterval;
import io.freshet.connectors.registry.LocalFolders;
import io.freshet.evaluation.metrics.MetricResults;
import io.freshet.evaluation.metrics.Ranking;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.evaluation.trec.QrelsFile;
import io.freshet.evaluation.trec.RunEvaluation;
import io.freshet.evaluation.trec.RunFile;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Speed of ranking metrics: from files to numbers beside trec_eval's program, whose start is part
 * of its time, and from memory to numbers beside pytrec_eval, both one thread, by processor time.
 * The usual measures, per query.
 */
@Command(
    name = "metrics-speed",
    mixinStandardHelpOptions = true,
    description = "Measures ranking metrics, beside trec_eval and pytrec_eval where given.")
public final class MetricsSpeed implements Callable<Integer> {
  private static final int JUDGED_EACH = 30;
  private static final int WARM_UP = 10;

  @Option(names = "--trec-eval", description = "trec_eval's program.")
  private @Nullable Path trecEval;

  @Option(names = "--python", description = "A Python with pytrec_eval.")
  private @Nullable Path python;

  @Option(names = "--queries", defaultValue = "1000", description = "Queries of the run.")
  private int queries;

  @Option(names = "--depth", defaultValue = "1000", description = "Documents a query.")
  private int depth;

  @Option(names = "--repeats", defaultValue = "7", description = "Measured repeats of each side.")
  private int repeats;

  private final PrintStream out;

  private MetricsSpeed(PrintStream out) {
    this.out = out;
  }

  /** Runs the measurement and exits with 0, or with 1 where it failed. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new MetricsSpeed(System.out)).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    out.printf("%,d queries of %,d documents, %d judged%n", queries, depth, JUDGED_EACH);
    Path directory = Files.createTempDirectory("metrics-speed");
    try {
      Path run = directory.resolve("run");
      Path qrels = directory.resolve("qrels");
      write(run, qrels);
      fromFiles(run, qrels);
      fromMemory(directory, run, qrels);
    } finally {
      LocalFolders.delete(directory);
    }
    return 0;
  }

  private void fromFiles(Path run, Path qrels) throws IOException, InterruptedException {
    RankingMetrics metrics = RankingMetrics.usual();
    List<Double> ours = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    evaluate(run, qrels, metrics);
    evaluate(run, qrels, metrics);
    for (int i = 0; i < repeats; i++) {
      long start = System.nanoTime();
      evaluate(run, qrels, metrics);
      double our = (System.nanoTime() - start) / 1e9;
      ours.add(our);
      if (trecEval != null) {
        ratios.add(trecEval(trecEval, run, qrels) / our);
      }
    }
    MedianInterval seconds = MedianInterval.of(ours);
    out.printf(
        "files to numbers: %.3f s (%.3f to %.3f)%n",
        seconds.median(), seconds.low(), seconds.high());
    if (!ratios.isEmpty()) {
      print("as many times as fast as trec_eval", ratios);
    }
  }

  private static MetricResults evaluate(Path run, Path qrels, RankingMetrics metrics)
      throws IOException {
    return RunEvaluation.evaluate(run, QrelsFile.read(qrels), metrics);
  }

  private static double trecEval(Path program, Path run, Path qrels)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString(), "-c", "-q"));
    for (String measure :
        List.of(
            "map",
            "recip_rank",
            "Rprec",
            "bpref",
            "P.1,5,10",
            "recall.1,5,10,20,100,1000",
            "ndcg",
            "ndcg_cut.1,3,5,10,20,100",
            "map_cut.10,100",
            "success.1,5,10")) {
      command.add("-m");
      command.add(measure);
    }
    command.add(qrels.toString());
    command.add(run.toString());
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(program + " failed");
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private void fromMemory(Path directory, Path runFile, Path qrelsFile) throws IOException {
    RankingMetrics metrics = RankingMetrics.usual();
    Map<String, Ranking> run = RunFile.read(runFile);
    Map<String, Map<String, Integer>> judgments = QrelsFile.read(qrelsFile);
    for (int i = 0; i < WARM_UP; i++) {
      metrics.evaluate(run, judgments);
    }
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    List<Double> ours = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    List<Double> theirs =
        python == null ? List.of() : pytrecEval(python, directory, runFile, qrelsFile);
    for (int i = 0; i < repeats; i++) {
      long start = threads.getCurrentThreadCpuTime();
      metrics.evaluate(run, judgments);
      double our = (threads.getCurrentThreadCpuTime() - start) / 1e9;
      ours.add(queries / our);
      if (i < theirs.size()) {
        ratios.add(theirs.get(i) / our);
      }
    }
    MedianInterval rate = MedianInterval.of(ours);
    out.printf(
        "memory to numbers: %,.0f queries a second of processor time (%,.0f to %,.0f)%n",
        rate.median(), rate.low(), rate.high());
    if (!ratios.isEmpty()) {
      print("as many times as fast as pytrec_eval", ratios);
    }
  }

  private List<Double> pytrecEval(Path program, Path directory, Path run, Path qrels)
      throws IOException {
    Path script = directory.resolve("metrics_speed.py");
    try (InputStream source = MetricsSpeed.class.getResourceAsStream("metrics_speed.py")) {
      if (source == null) {
        throw new IOException("the script is not on the class path");
      }
      Files.copy(source, script);
    }
    Process process =
        new ProcessBuilder(
                program.toString(),
                script.toString(),
                run.toString(),
                qrels.toString(),
                Integer.toString(repeats))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Double> seconds = new ArrayList<>();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        seconds.add(Double.parseDouble(line));
      }
    }
    if (seconds.size() != repeats) {
      throw new IOException("the Python process has failed; its errors stand above");
    }
    return seconds;
  }

  private void print(String what, List<Double> ratios) {
    MedianInterval ratio = MedianInterval.of(ratios);
    out.printf(
        "  %s: median %.2f, %.0f %% interval %.2f to %.2f%n",
        what, ratio.median(), 100 * ratio.confidence(), ratio.low(), ratio.high());
  }

  /** Scores with six decimals, as many tools print them, in the order of a run that was sorted. */
  private void write(Path run, Path qrels) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    try (BufferedWriter answers = Files.newBufferedWriter(run);
        BufferedWriter grades = Files.newBufferedWriter(qrels)) {
      for (int query = 0; query < queries; query++) {
        double score = 20;
        int first = random.nextInt(1_000_000);
        for (int rank = 1; rank <= depth; rank++) {
          score -= random.nextDouble() / 100;
          // A step that has no divisor in common with the size meets no document twice.
          int document = (int) ((first + 7919L * rank) % 8_841_823);
          answers.write("%d Q0 D%07d %d %.6f speed%n".formatted(query, document, rank, score));
          if (random.nextInt(depth) < JUDGED_EACH) {
            grades.write("%d 0 D%07d %d%n".formatted(query, document, random.nextInt(4)));
          }
        }
        grades.write("%d 0 missed 1%n".formatted(query));
      }
    }
  }
}
