/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.evaluation.beir.BeirSuite;
import io.freshet.evaluation.beir.Collection;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.evaluation.metrics.ScoredDocument;
import io.freshet.evaluation.results.ResultFolder;
import io.freshet.evaluation.suite.SuiteEvaluator.DatasetResult;
import io.freshet.evaluation.tasks.StsTask;
import io.freshet.evaluation.tasks.TableEncoder;
import io.freshet.evaluation.trec.QrelsFile;
import io.freshet.evaluation.trec.RunEvaluation;
import io.freshet.evaluation.vectors.Similarity;
import io.freshet.model.ComputeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteEvaluatorTest {
  private static final RankingMetrics METRICS = RankingMetrics.of(List.of("ndcg_cut_10", "P_1"));

  @TempDir Path directory;

  @Test
  void whatIsDoneIsKeptAndNotDoneAgain() throws IOException {
    TableEncoder encoder = new TableEncoder();
    encoder.put("q", 1, 0);
    encoder.put("near", 1, 0.1f);
    encoder.put("far", 0, 1);
    Path folder =
        Collection.write(
                directory.resolve("data/small"),
                List.of("near", "far"),
                List.of("q"),
                Map.of("q", Map.of("far", 1)))
            .path();
    Files.writeString(folder.resolve("labels.tsv"), "id\tlabel\nq\tx\nnear\tx\nfar\ty\n");
    Path sts = directory.resolve("pairs.jsonl");
    Files.writeString(
        sts,
        """
        {"sentence1": "q", "sentence2": "near", "score": 1}
        {"sentence1": "q", "sentence2": "far", "score": 0}
        """);
    BeirSuite suite = BeirSuite.open(directory.resolve("data"));

    SuiteEvaluator evaluator = evaluator(encoder, "digest-1");
    List<Long> progress = new ArrayList<>();
    DatasetResult first = evaluator.evaluate(suite.datasets().get(0), progress::add);
    var similar = evaluator.evaluate(new StsTask(sts));
    assertThat(progress).containsExactly(2L);
    assertThat(first.metrics().means()).containsEntry("P_1", 0.0);
    assertThat(first.tasks()).hasSize(1);
    assertThat(first.tasks().get(0).scores()).containsEntry("accuracy_majority_at_1", 1.0);
    assertThat(similar.scores().get("cosine_spearman")).isEqualTo(1.0);
    int encoded = encoder.encoded();
    assertThat(encoded).isEqualTo(7);

    DatasetResult again =
        evaluator(encoder, "digest-1").evaluate(suite.datasets().get(0), done -> {});
    assertThat(again.metrics()).isEqualTo(first.metrics());
    assertThat(again.tasks()).isEqualTo(first.tasks());
    assertThat(evaluator(encoder, "digest-1").evaluate(new StsTask(sts))).isEqualTo(similar);
    assertThat(encoder.encoded()).isEqualTo(encoded);
    evaluator(encoder, "digest-2").evaluate(suite.datasets().get(0), done -> {});
    assertThat(encoder.encoded()).as("another model").isEqualTo(encoded + 3);

    Path results = directory.resolve("results");
    assertThat(
            RunEvaluation.evaluate(
                results.resolve("small/run.trec"),
                QrelsFile.read(folder.resolve("qrels/test.tsv")),
                METRICS))
        .isEqualTo(first.metrics());
    JsonNode mteb = new JsonMapper().readTree(results.resolve("mteb/small.json").toFile());
    JsonNode scores = mteb.path("scores").path("test").path(0);
    assertThat(mteb.path("task_name").asText()).isEqualTo("small");
    assertThat(scores.path("main_score")).isEqualTo(scores.path("ndcg_at_10"));
    assertThat(scores.path("ndcg_at_10").asDouble())
        .isEqualTo(first.metrics().means().get("ndcg_cut_10"));
    assertThat(scores.path("mrr_at_1000").asDouble()).isEqualTo(0.5);
    assertThat(scores.path("hf_subset").asText()).isEqualTo("default");
    assertThat(scores.path("languages")).extracting(JsonNode::asText).containsExactly("und");
  }

  @Test
  void whateverAnswersQueriesCanBeEvaluated() throws IOException {
    Path folder =
        Collection.write(
                directory.resolve("small"),
                List.of("a", "b"),
                List.of("q"),
                Map.of("q", Map.of("a", 1)))
            .path();
    Files.writeString(folder.resolve("labels.tsv"), "id\tlabel\n");
    BeirSuite suite = BeirSuite.open(folder);
    List<Integer> depths = new ArrayList<>();
    CollectionSearch searches =
        (dataset, progress) ->
            (queries, depth) -> {
              depths.add(depth);
              progress.accept(queries.size());
              return Map.of(
                  "q", List.of(new ScoredDocument("elsewhere", 2), new ScoredDocument("a", 1)));
            };
    CollectionEvaluator evaluator =
        new CollectionEvaluator(
            searches,
            Optional.empty(),
            METRICS,
            10,
            "test",
            Optional.of(
                new ResultFolder(directory.resolve("results"), Map.of("generation", "g1"))));
    List<Long> progress = new ArrayList<>();
    DatasetResult first = evaluator.evaluate(suite.datasets().get(0), progress::add);
    assertThat(progress).containsExactly(1L);
    assertThat(first.metrics().means()).containsEntry("P_1", 0.0);
    assertThat(first.metrics().means().get("ndcg_cut_10"))
        .isCloseTo(1 / (Math.log(3) / Math.log(2)), Offset.offset(1e-12));
    assertThat(first.tasks()).as("labels are not looked at").isEmpty();
    assertThat(evaluator.evaluate(suite.datasets().get(0), progress::add).metrics())
        .isEqualTo(first.metrics());
    assertThat(depths).as("asked once").containsExactly(10);
  }

  private SuiteEvaluator evaluator(TableEncoder encoder, String digest) throws IOException {
    return new SuiteEvaluator(
        encoder,
        Similarity.COSINE,
        ComputeOptions.cpu(1),
        METRICS,
        10,
        "test",
        Optional.of(new ResultFolder(directory.resolve("results"), Map.of("model", digest))));
  }
}
