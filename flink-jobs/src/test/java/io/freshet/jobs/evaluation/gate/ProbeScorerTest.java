/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.config.ConfigReader;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.evaluation.beir.BeirEvaluator;
import io.freshet.evaluation.beir.BeirFolder;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.evaluation.vectors.Similarity;
import io.freshet.jobs.indexing.TestDocuments;
import io.freshet.jobs.indexing.TestVersions;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeScorerTest {
  private static final String NDCG = "ndcg_cut_10";
  private static final int DOCUMENTS = 60;
  private static final int WIDTH = 5;

  @TempDir private Path directory;

  @Test
  void aTaskWithVectorsOfItsOwnIsScoredByThem() throws Exception {
    Path probes = writeProbes();
    try (TestVersions versions = new TestVersions(directory)) {
      ModelVersion.Decision version = versions.publishProjecting(1, "pairs", WIDTH);
      ProbeScores plain = score(versions, version, "");
      ProbeScores own = score(versions, version, "indexing: {task-vectors: pairs}");

      EmbeddingModel model = versions.model(version.digest(), version.uri());
      Map<String, Double> expected =
          new BeirEvaluator(RankingMetrics.of(List.of(NDCG)), 100)
              .evaluate(
                  (texts, role) ->
                      role == TextRole.QUERY
                          ? model.embedFor("pairs", texts, "find ", 64)
                          : model.embedFor("pairs", texts, "river ", 32),
                  BeirFolder.open(probes),
                  "test",
                  Similarity.DOT,
                  ComputeOptions.cpu(1))
              .metrics()
              .values(NDCG);
      assertThat(own.ndcg().get("pairs"))
          .isEqualTo(expected)
          .isNotEqualTo(plain.ndcg().get("pairs"));
      assertThat(own.pairsWith(plain)).as("scores by other ways say nothing of it").isFalse();
      assertThat(own.pairsWith(own)).isTrue();
      assertThat(own.documentsPerSecond().orElseThrow()).isPositive();
    }
  }

  private ProbeScores score(TestVersions versions, ModelVersion.Decision version, String more)
      throws Exception {
    String yaml =
        """
        model: {path: unused, device: cpu, threads: 1}
        tasks: {pairs: {query-prompt: "find ", document-prompt: "river ", document-max-length: 32, projection: %d}}
        registry: {path: "%s"}
        evaluation: {probe-path: "%s"}
        %s
        """
            .formatted(WIDTH, versions.registry(), directory.resolve("probes"), more);
    try (ProbeScorer scorer = new ProbeScorer(ConfigReader.parse("test", yaml))) {
      return scorer.score(version.uri(), version.digest()).get(60, TimeUnit.SECONDS);
    }
  }

  private Path writeProbes() throws IOException {
    Path folder = directory.resolve("probes/pairs");
    Files.createDirectories(folder.resolve("qrels"));
    List<String> corpus = new ArrayList<>();
    List<String> queries = new ArrayList<>();
    List<String> judgments = new ArrayList<>(List.of("query-id\tcorpus-id\tscore"));
    for (int i = 0; i < DOCUMENTS; i++) {
      corpus.add(
          "{\"_id\": \"d%d\", \"title\": \"\", \"text\": \"%s\"}"
              .formatted(i, TestDocuments.text(i, 0)));
      if (i % 3 == 0) {
        queries.add("{\"_id\": \"q%d\", \"text\": \"%s\"}".formatted(i, TestDocuments.text(i, 1)));
        judgments.add("q%d\td%d\t1".formatted(i, i));
      }
    }
    Files.write(folder.resolve("corpus.jsonl"), corpus);
    Files.write(folder.resolve("queries.jsonl"), queries);
    Files.write(folder.resolve("qrels/test.tsv"), judgments);
    return folder;
  }
}
