/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.evaluation.Fixtures;
import io.freshet.evaluation.metrics.Ranking;
import io.freshet.evaluation.metrics.ScoredDocument;
import io.freshet.evaluation.results.MtebResult;
import io.freshet.evaluation.vectors.Similarity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks against scikit-learn, scipy and sentence-transformers. */
class TasksTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path directory;
  private final TableEncoder encoder = new TableEncoder();
  private JsonNode made;

  @BeforeEach
  void read() throws IOException {
    made = Fixtures.json("tasks/tasks.json");
  }

  @Test
  void similarityEqualsScipy() throws IOException {
    MtebResult result = new StsTask(pairs("sts.jsonl")).evaluate(encoder, Similarity.DOT);
    JsonNode expected = made.path("sts");
    for (String kind : List.of("cosine", "euclidean", "manhattan")) {
      for (String name : List.of("pearson", "spearman")) {
        near(result, kind + "_" + name, expected.path(kind).path(name));
      }
    }
    near(result, "spearman", expected.path("dot").path("spearman"));
    assertThat(result.mainScore()).isEqualTo("cosine_spearman");
    assertThat(result.task()).isEqualTo("sts");
  }

  @Test
  void pairsEqualSentenceTransformers() throws IOException {
    MtebResult result =
        new PairClassificationTask(pairs("pairs.jsonl")).evaluate(encoder, Similarity.MANHATTAN);
    double best = 0;
    for (Similarity kind : Similarity.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      for (Map.Entry<String, JsonNode> value : made.path("pairs").path(name).properties()) {
        near(result, name + "_" + value.getKey(), value.getValue());
        if (kind == Similarity.MANHATTAN) {
          near(result, "similarity_" + value.getKey(), value.getValue());
        }
      }
      best = Math.max(best, made.path("pairs").path(name).path("ap").asDouble());
    }
    assertThat(result.mainValue()).isCloseTo(best, within(1e-6));
  }

  @Test
  void rerankingEqualsScikitLearn() throws IOException {
    List<String> rows = new ArrayList<>();
    double ap = 0;
    double rr = 0;
    for (JsonNode row : made.path("reranking")) {
      String query = encoder.put("q" + rows.size(), row.path("query"));
      List<String> positive = new ArrayList<>();
      List<String> negative = new ArrayList<>();
      for (int i = 0; i < row.path("documents").size(); i++) {
        String text = encoder.put(query + "-" + i, row.path("documents").path(i));
        (i < row.path("positives").asInt() ? positive : negative).add(text);
      }
      rows.add(row("query", query, "positive", positive, "negative", negative));
      ap += row.path("ap").asDouble();
      rr += row.path("rr").asDouble();
    }
    int queries = rows.size();
    rows.add(row("query", "q0", "positive", List.of("q0"), "negative", List.of()));
    MtebResult result =
        new RerankingTask(write("r.jsonl", rows)).evaluate(encoder, Similarity.COSINE);
    assertThat(result.mainValue()).isCloseTo(ap / queries, within(1e-9));
    assertThat(result.scores().get("mrr")).isCloseTo(rr / queries, within(1e-9));
    assertThat(result.scores())
        .containsEntry("num_left_out", 1.0)
        .containsEntry("num_queries", 8.0);
  }

  @Test
  void nearestExamplesEqualScikitLearn() throws IOException {
    JsonNode data = made.path("neighbours");
    MtebResult result = neighbours(data.path("x"), data.path("y"), 99);
    for (Map.Entry<String, JsonNode> value : data.path("expected").properties()) {
      near(result, value.getKey(), value.getValue());
    }
    MtebResult two = neighbours(data.path("x"), data.path("y"), 1);
    near(two, "accuracy_majority_at_5", data.path("two").path("accuracy_majority_at_5"));
  }

  @Test
  void examplesNeedLabels() throws IOException {
    Path file = Files.writeString(directory.resolve("labels.tsv"), "id\tlabel\na\tx\nb\ty\n");
    Map<String, String> labels = InContextAccuracy.readLabels(file);
    assertThat(labels).isEqualTo(Map.of("a", "x", "b", "y"));
    Ranking ranking = new Ranking("a", List.of(new ScoredDocument("c", 1)));
    assertThatThrownBy(
            () -> InContextAccuracy.of("t", "test", List.of(ranking), labels, Similarity.COSINE, 0))
        .hasMessageContaining("c has no label");
    Files.writeString(file, "id\tlabel\na\tx\na\ty\n");
    assertThatThrownBy(() -> InContextAccuracy.readLabels(file)).hasMessageContaining(":3: a has");
  }

  @Test
  void classesApartAreLearnt() throws IOException {
    JsonNode data = made.path("separate");
    List<String> rows = labelled(data);
    Files.createDirectories(directory.resolve("banks"));
    write("banks/train.jsonl", rows.subList(0, 40));
    write("banks/test.jsonl", rows.subList(40, 60));
    ClassificationTask task = new ClassificationTask(directory.resolve("banks"));
    MtebResult result = task.evaluate(encoder, Similarity.COSINE);
    assertThat(result.scores()).isEqualTo(Map.of("accuracy", 1.0, "f1", 1.0, "f1_weighted", 1.0));
    assertThat(result.experiments()).hasSize(10);
    assertThat(result.task()).isEqualTo("banks");
    assertThat(task.evaluate(encoder, Similarity.COSINE).scores()).isEqualTo(result.scores());
  }

  @Test
  void groupsApartAreFound() throws IOException {
    List<String> rows = labelled(made.path("separate"));
    assertThat(
            new ClusteringTask(write("one.jsonl", rows))
                .evaluate(encoder, Similarity.COSINE)
                .mainValue())
        .isEqualTo(1);
    List<String> texts = List.of("0", "1", "2", "3", "4", "5", "6", "7");
    String apart = row("sentences", texts, "labels", List.of(0, 1, 2, 3, 0, 1, 2, 3));
    String mixed = row("sentences", texts, "labels", List.of(0, 0, 1, 1, 2, 2, 3, 3));
    MtebResult sets =
        new ClusteringTask(write("sets.jsonl", List.of(apart, mixed)))
            .evaluate(encoder, Similarity.COSINE);
    assertThat(sets.experiments()).hasSize(2);
    double second = sets.experiments().get(1).get("v_measure");
    assertThat(sets.experiments().get(0)).containsEntry("v_measure", 1.0);
    assertThat(second).isLessThan(0.9);
    assertThat(sets.mainValue()).isCloseTo((1 + second) / 2, within(1e-12));
    assertThat(sets.scores().get("v_measure_std")).isCloseTo((1 - second) / 2, within(1e-12));
  }

  @Test
  void badRowsAreNamed() throws IOException {
    assertFails(
        new StsTask(write("a.jsonl", List.of("{}"))), "a.jsonl:1: 'sentence1' must be text");
    String good = "{\"sentence1\": \"0\", \"sentence2\": \"1\", \"score\": 1, \"label\": 1}";
    assertFails(new StsTask(write("b.jsonl", List.of(good, "no"))), "b.jsonl:2: not JSON");
    assertFails(new StsTask(write("c.jsonl", List.of(good))), "needs two pairs");
    assertFails(new StsTask(write("d.jsonl", List.of(""))), "there are no rows");
    assertFails(
        new PairClassificationTask(write("e.jsonl", List.of(good, good.replace("1}", "2}")))),
        "e.jsonl:2: 'label' must be 1 or 0");
    assertFails(
        new ClusteringTask(
            write("f.jsonl", List.of("{\"sentences\": [\"a\"], \"labels\": [1, 2]}"))),
        "f.jsonl:1: 1 sentences and 2 labels");
    assertFails(
        new RerankingTask(
            write(
                "g.jsonl", List.of("{\"query\": \"a\", \"positive\": [], \"negative\": [\"b\"]}"))),
        "no row has both");
  }

  private void assertFails(EvaluationTask task, String message) {
    assertThatThrownBy(() -> task.evaluate(encoder, Similarity.COSINE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  private Path pairs(String name) throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < made.path("left").size(); i++) {
      rows.add(
          row(
              "sentence1",
              encoder.put("l" + i, made.path("left").path(i)),
              "sentence2",
              encoder.put("r" + i, made.path("right").path(i)),
              "score",
              made.path("grades").path(i).asDouble(),
              "label",
              made.path("labels").path(i).asInt()));
    }
    return write(name, rows);
  }

  private List<String> labelled(JsonNode data) throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < data.path("x").size(); i++) {
      String text = encoder.put(Integer.toString(i), data.path("x").path(i));
      rows.add(row("text", text, "label", data.path("y").path(i).asInt()));
    }
    return rows;
  }

  /** The last thirty points asked for among the first sixty. */
  private MtebResult neighbours(JsonNode x, JsonNode y, int largestLabel) throws IOException {
    Map<String, String> labels = new HashMap<>();
    List<Ranking> run = new ArrayList<>();
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      encoder.put("v" + i, x.path(i));
      vectors.add(encoder.encode(List.of("v" + i), "none")[0]);
      labels.put("v" + i, Integer.toString(Math.min(largestLabel, y.path(i).asInt())));
    }
    for (int query = 60; query < x.size(); query++) {
      List<ScoredDocument> documents = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        documents.add(
            new ScoredDocument("v" + i, Similarity.COSINE.of(vectors.get(query), vectors.get(i))));
      }
      run.add(new Ranking("v" + query, documents));
    }
    return InContextAccuracy.of("icl", "test", run, labels, Similarity.COSINE, 0);
  }

  private static void near(MtebResult result, String name, JsonNode expected) {
    assertThat(result.scores().get(name))
        .as(name)
        .isCloseTo(expected.asDouble(Double.NaN), within(1e-6));
  }

  private static String row(Object... fields) throws IOException {
    Map<String, Object> row = new HashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      row.put(String.valueOf(fields[i]), fields[i + 1]);
    }
    return JSON.writeValueAsString(row);
  }

  private Path write(String name, List<String> rows) throws IOException {
    return Files.write(directory.resolve(name), rows);
  }
}
