/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.beir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.evaluation.Fixtures;
import io.freshet.evaluation.metrics.Definitions;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.evaluation.vectors.Similarity;
import io.freshet.model.ComputeOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The search and its numbers against sentence-transformers' InformationRetrievalEvaluator. */
class InformationRetrievalTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void equalsSentenceTransformers(Similarity similarity) throws IOException {
    JsonNode made = Fixtures.json("retrieval/vectors.json");
    Map<String, float[]> vectors = new HashMap<>();
    List<String> documents = vectors(made.path("documents"), vectors);
    List<String> queries = vectors(made.path("queries"), vectors);
    Map<String, Map<String, Integer>> judgments = new HashMap<>();
    for (Map.Entry<String, JsonNode> query : made.path("judgments").properties()) {
      Map<String, Integer> grades = new HashMap<>();
      query.getValue().properties().forEach(g -> grades.put(g.getKey(), g.getValue().asInt()));
      judgments.put(query.getKey(), grades);
    }
    BeirFolder folder = Collection.write(directory, documents, queries, judgments);
    TextEncoder encoder = (texts, role) -> texts.stream().map(vectors::get).toArray(float[][]::new);
    JsonNode expected =
        Fixtures.json("retrieval/expected.json").path(similarity.name().toLowerCase(Locale.ROOT));
    List<String> names = new ArrayList<>();
    expected.fieldNames().forEachRemaining(names::add);
    assertThat(names).hasSize(30);
    RankingMetrics metrics = RankingMetrics.of(names);

    Map<String, Double> theirs =
        new BeirEvaluator(metrics.with(Definitions.SENTENCE_TRANSFORMERS), 100)
            .evaluate(encoder, folder, "test", similarity, ComputeOptions.cpu(1))
            .metrics()
            .means();
    for (String name : names) {
      assertThat(theirs.get(name)).as(name).isCloseTo(expected.path(name).asDouble(), within(1e-9));
    }

    // On binary judgments trec_eval's definitions differ in MAP and in nothing else.
    Definitions ours =
        Definitions.TREC_EVAL
            .withOrder(Definitions.SENTENCE_TRANSFORMERS.order())
            .withAveraging(Definitions.SENTENCE_TRANSFORMERS.averaging());
    Map<String, Double> means =
        new BeirEvaluator(metrics.with(ours), 100)
            .evaluate(encoder, folder, "test", similarity, ComputeOptions.cpu(1))
            .metrics()
            .means();
    for (String name : names) {
      if (!name.startsWith("map")) {
        assertThat(means.get(name)).as(name).isEqualTo(theirs.get(name));
      }
    }
    assertThat(means.get("map_cut_5")).isLessThan(theirs.get("map_cut_5"));
  }

  private static List<String> vectors(JsonNode from, Map<String, float[]> into) {
    List<String> ids = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : from.properties()) {
      float[] vector = new float[entry.getValue().size()];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) entry.getValue().path(i).asDouble();
      }
      ids.add(entry.getKey());
      into.put(entry.getKey(), vector);
    }
    return ids;
  }
}
