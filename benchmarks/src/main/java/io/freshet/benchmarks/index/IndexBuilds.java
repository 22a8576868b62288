/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.index;

import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.embedded.OpenSearchServer;
import io.freshet.evaluation.beir.NearestDocuments;
import io.freshet.evaluation.metrics.ScoredDocument;
import io.freshet.evaluation.metrics.Ties;
import io.freshet.evaluation.vectors.Similarity;
import io.freshet.model.ComputeOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Builds an index of real documents in several ways and of several kinds of vectors, on a node of
 * its own, and tells what each costs and what its searches find.
 */
@Command(
    name = "index-builds",
    mixinStandardHelpOptions = true,
    description = "Measures ways to build an index, and formats of its vectors.")
public final class IndexBuilds implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--beir", required = true, split = ",", description = "BEIR folders.")
  private List<Path> beir = List.of();

  @Option(names = "--model", required = true, description = "Model folder that encodes.")
  private Path model = Path.of("");

  @Option(
      names = "--work",
      required = true,
      description = "Directory for the vectors, which later runs use again, and for the node.")
  private Path work = Path.of("");

  @Option(names = "--home", defaultValue = ".", description = "The built repository.")
  private Path home = Path.of("");

  @Option(names = "--documents", defaultValue = "20000", description = "Documents at most.")
  private int documents;

  @Option(names = "--queries", defaultValue = "300", description = "Queries at most.")
  private int queries;

  @Option(
      names = "--documents-per-second",
      defaultValue = "0",
      description = "Writes no faster; 0 for as fast as the node takes them.")
  private int perSecond;

  @Option(names = "--rounds", defaultValue = "3", description = "Builds of each kind.")
  private int rounds;

  @Option(names = "--threads", defaultValue = "1", description = "Threads of the encoder.")
  private int threads;

  @Option(names = "--ways", split = ",", description = "Default: all of ${COMPLETION-CANDIDATES}.")
  private List<BuildWay> ways = List.of(BuildWay.values());

  @Option(
      names = "--formats",
      split = ",",
      description = "Default: all of ${COMPLETION-CANDIDATES}.")
  private List<VectorFormat> formats = List.of(VectorFormat.values());

  /** Runs the measurement. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new IndexBuilds()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    EncodedTexts texts =
        EncodedTexts.of(beir, model, threads, documents, queries, work.resolve("vectors"));
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%,d documents of %.0f characters on average, %d numbers, %d queries; median of %d builds%n",
        texts.documents().size(),
        texts.documents().stream().mapToInt(String::length).average().orElse(0),
        texts.dimension(),
        texts.queries().length,
        rounds);
    out.flush();
    try (OpenSearchServer server = OpenSearchServer.start(home, work.resolve("node"));
        OpenSearchConnection connection =
            OpenSearchConnection.open(ConnectionSettings.of(server.url()))) {
      TrialIndex index = new TrialIndex(connection, server.process(), texts, nearest(texts));
      // The node compiles what it does often: the first build is slower than any later one.
      index.run(BuildWay.PLAIN, VectorFormat.FLOAT, 0, false);
      index.run(BuildWay.UNREFRESHED, VectorFormat.QUANTIZED, 0, true);
      printWays(out, ways(index), texts.documents().size());
      printFormats(out, formats(index), texts.documents().size());
    }
    return 0;
  }

  private Map<BuildWay, List<Trial>> ways(TrialIndex index) throws OpenSearchFailure {
    Map<BuildWay, List<Trial>> trials = new EnumMap<>(BuildWay.class);
    // Round by round, so that what else runs on the machine falls on all of them.
    for (int round = 0; round < rounds; round++) {
      for (BuildWay way : ways) {
        Trial trial = index.run(way, VectorFormat.FLOAT, perSecond, false);
        print(way + ": " + trial);
        trials.computeIfAbsent(way, key -> new ArrayList<>()).add(trial);
      }
    }
    return trials;
  }

  private Map<VectorFormat, List<Trial>> formats(TrialIndex index) throws OpenSearchFailure {
    Map<VectorFormat, List<Trial>> trials = new EnumMap<>(VectorFormat.class);
    for (int round = 0; round < rounds; round++) {
      for (VectorFormat format : formats) {
        Trial trial = index.run(BuildWay.UNREFRESHED, format, perSecond, true);
        print(format + ": " + trial);
        trials.computeIfAbsent(format, key -> new ArrayList<>()).add(trial);
      }
    }
    return trials;
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  private static List<Set<String>> nearest(EncodedTexts texts) {
    try (NearestDocuments exact =
        new NearestDocuments(
            ComputeOptions.cpu(1),
            Similarity.DOT,
            texts.queries(),
            TrialIndex.DEPTH,
            Ties.DESCENDING_ID,
            texts.vectors().length)) {
      exact.add(
          IntStream.range(0, texts.vectors().length).mapToObj(Integer::toString).toList(),
          texts.vectors());
      return IntStream.range(0, texts.queries().length)
          .mapToObj(
              query ->
                  exact.best(query).stream()
                      .map(ScoredDocument::id)
                      .collect(Collectors.toUnmodifiableSet()))
          .toList();
    }
  }

  private static void printWays(PrintWriter out, Map<BuildWay, List<Trial>> trials, int documents) {
    out.println(
        "\n| way | documents/s | times plain | node's CPU, ms a document | plain's CPU, times its | segments | recall@10 | median search, ms |");
    out.println("|---|---|---|---|---|---|---|---|");
    List<Trial> plain = trials.getOrDefault(BuildWay.PLAIN, List.of());
    trials.forEach(
        (way, each) ->
            out.printf(
                Locale.ROOT,
                "| %s | %,.0f | %.2f | %.3f | %.2f | %.0f | %.4f | %.2f |%n",
                way.shown(),
                documents / median(each, Trial::seconds),
                median(plain, Trial::seconds) / median(each, Trial::seconds),
                1e3 * median(each, Trial::nodeSeconds) / documents,
                // Neighbours on the machine do not change it much, as they do the time.
                median(plain, Trial::nodeSeconds) / median(each, Trial::nodeSeconds),
                median(each, Trial::segments),
                median(each, Trial::recall),
                median(each, Trial::millis)));
    out.flush();
  }

  private static void printFormats(
      PrintWriter out, Map<VectorFormat, List<Trial>> trials, int documents) {
    out.println(
        "\n| vectors | bytes a document | documents/s | node's CPU, ms a document | recall@10 | median search, ms |");
    out.println("|---|---|---|---|---|---|");
    trials.forEach(
        (format, each) ->
            out.printf(
                Locale.ROOT,
                "| %s | %,.0f | %,.0f | %.3f | %.4f | %.2f |%n",
                format.shown(),
                median(each, Trial::bytes) / documents,
                documents / median(each, Trial::seconds),
                1e3 * median(each, Trial::nodeSeconds) / documents,
                median(each, Trial::recall),
                median(each, Trial::millis)));
    out.flush();
  }

  private static double median(List<Trial> trials, ToDoubleFunction<Trial> of) {
    double[] sorted = trials.stream().mapToDouble(of).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}
