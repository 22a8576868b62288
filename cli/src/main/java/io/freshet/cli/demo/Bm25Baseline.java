/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.cli.observe.RankingNumbers;
import io.freshet.cli.observe.RunState;
import io.freshet.config.OpenSearchConfig;
import io.freshet.connectors.json.JudgmentJson;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.opensearch.client.Hit;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.SearchClient;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Judgment;
import io.freshet.connectors.records.Origin;
import io.freshet.evaluation.metrics.MetricSums;
import io.freshet.evaluation.metrics.QueryMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Word search over the same documents and the same held-out queries, to compare with. */
final class Bm25Baseline {
  private static final int DEPTH = 20;

  private Bm25Baseline() {}

  /** Measures on the index that serves now and tells the state of the run. */
  static void measureInto(RunState state, OpenSearchConfig config, Path judgments) {
    try (OpenSearchConnection connection = OpenSearchConnection.open(config.connection())) {
      Optional<ServingGeneration> serving = new GenerationStore(connection).serving(config.alias());
      if (serving.isPresent()) {
        measure(connection, serving.get().index(), judgments, DEPTH).forEach(state::bm25);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Asks every held-out query of the index once.
   *
   * @param judgments JSON lines
   * @param depth documents looked at a query
   * @return numbers by task
   */
  static Map<String, RankingNumbers> measure(
      OpenSearchConnection connection, String index, Path judgments, int depth) throws IOException {
    SearchClient search = new SearchClient(connection);
    Map<String, Map<String, Map<String, Double>>> values = new HashMap<>();
    for (Judgment judgment : read(judgments)) {
      List<String> ranked =
          search.match(index, judgment.query(), depth).stream().map(Hit::id).toList();
      values
          .computeIfAbsent(judgment.task(), task -> new HashMap<>())
          .put(judgment.queryId(), QueryMetrics.of(ranked, judgment.relevant()));
    }
    Map<String, RankingNumbers> numbers = new HashMap<>();
    values.forEach(
        (task, queries) -> {
          MetricSums sums = MetricSums.of(queries);
          numbers.put(
              task,
              new RankingNumbers(
                  queries.size(),
                  sums.mean(QueryMetrics.MRR),
                  sums.mean(QueryMetrics.RECALL_10),
                  sums.mean(QueryMetrics.NDCG_10)));
        });
    return numbers;
  }

  private static List<Judgment> read(Path file) throws IOException {
    List<Judgment> judgments = new ArrayList<>();
    try (Stream<String> lines = Files.lines(file, UTF_8)) {
      lines.forEach(
          line -> {
            Origin origin = new Origin(file.toString(), 0, judgments.size(), -1);
            if (JudgmentJson.decode(RawRecord.ofLine(line.getBytes(UTF_8), origin))
                instanceof Decoded.Accepted<Judgment> accepted) {
              judgments.add(accepted.value());
            }
          });
    }
    return judgments;
  }
}
