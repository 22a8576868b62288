/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.beir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.evaluation.metrics.Definitions;
import io.freshet.evaluation.metrics.Ranking;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.evaluation.metrics.ScoredDocument;
import io.freshet.evaluation.vectors.Similarity;
import io.freshet.model.ComputeOptions;
import io.freshet.model.TextRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BeirEvaluatorTest {
  private static final ComputeOptions CPU = ComputeOptions.cpu(1);
  private static final int DOCUMENTS = 2500;

  @TempDir Path directory;

  @BeforeEach
  void writeCollection() throws IOException {
    StringBuilder corpus = new StringBuilder();
    for (int i = 0; i < DOCUMENTS; i++) {
      corpus.append(
          "{\"_id\":\"d%d\",\"title\":\"%s\",\"text\":\"text %d\"}%n"
              .formatted(i, i % 2 == 0 ? "" : "title", i));
    }
    Files.writeString(directory.resolve("corpus.jsonl"), corpus);
    Files.writeString(
        directory.resolve("queries.jsonl"),
        "{\"_id\":\"q1\",\"text\":\"one\"}\n{\"_id\":\"q2\",\"text\":\"two\"}\n{\"_id\":\"q3\",\"text\":\"not judged\"}\n");
    Files.createDirectories(directory.resolve("qrels"));
    Files.writeString(
        directory.resolve("qrels/test.tsv"),
        "query-id\tcorpus-id\tscore\nq1\td7\t1\nq2\td8\t1\nq2\td9\t2\n");
  }

  @Test
  void findsWhatSortingEverythingFinds() throws IOException {
    AtomicInteger largest = new AtomicInteger();
    TextEncoder encoder =
        (texts, role) -> {
          largest.accumulateAndGet(texts.size(), Math::max);
          return texts.stream().map(text -> vector(text, role)).toArray(float[][]::new);
        };
    BeirEvaluator.Evaluation evaluation =
        new BeirEvaluator(RankingMetrics.usual(), 100)
            .evaluate(encoder, BeirFolder.open(directory), "test", Similarity.DOT, CPU);

    assertThat(evaluation.run()).containsOnlyKeys("q1", "q2");
    assertThat(evaluation.metrics().perQuery()).containsOnlyKeys("q1", "q2");
    assertThat(largest.get()).isLessThan(DOCUMENTS);
    for (String query : List.of("one", "two")) {
      float[] vector = vector(query, TextRole.QUERY);
      List<ScoredDocument> all = new ArrayList<>();
      for (int i = 0; i < DOCUMENTS; i++) {
        String content = (i % 2 == 0 ? "" : "title ") + "text " + i;
        float[] document = vector(content, TextRole.DOCUMENT);
        float score = 0;
        for (int j = 0; j < vector.length; j++) {
          score += vector[j] * document[j];
        }
        all.add(new ScoredDocument("d" + i, score));
      }
      String id = query.equals("one") ? "q1" : "q2";
      assertThat(evaluation.run().get(id).ids())
          .isEqualTo(new Ranking(id, all).ids().subList(0, 100));
    }
  }

  @Test
  void takesTheQuerysOwnDocumentOutAndFetchesOneMore() throws IOException {
    BeirFolder folder =
        Collection.write(
            directory.resolve("self"),
            List.of("q", "a", "b", "c"),
            List.of("q"),
            Map.of("q", Map.of("a", 1)));
    TextEncoder encoder =
        (texts, role) ->
            texts.stream()
                .map(text -> new float[] {1, 'q' - text.charAt(0)})
                .toArray(float[][]::new);
    RankingMetrics metrics = RankingMetrics.of(List.of("recip_rank"));
    Similarity near = Similarity.EUCLIDEAN;
    BeirEvaluator.Evaluation with =
        new BeirEvaluator(metrics, 2).evaluate(encoder, folder, "test", near, CPU);
    assertThat(with.run().get("q").ids()).containsExactly("q", "c");
    BeirEvaluator.Evaluation without =
        new BeirEvaluator(metrics.with(Definitions.TREC_EVAL.withSelfMatches(false)), 2)
            .evaluate(encoder, folder, "test", near, CPU);
    assertThat(without.run().get("q").ids()).containsExactly("c", "b");
    BeirEvaluator.Evaluation deeper =
        new BeirEvaluator(metrics.with(Definitions.BEIR), 3)
            .evaluate(encoder, folder, "test", near, CPU);
    assertThat(deeper.metrics().means()).containsEntry("recip_rank", 1.0 / 3);
  }

  @Test
  void aScoreThatIsNoNumberIsAnError() {
    TextEncoder encoder =
        (texts, role) -> texts.stream().map(t -> new float[] {Float.NaN}).toArray(float[][]::new);
    assertThatThrownBy(
            () ->
                new BeirEvaluator(RankingMetrics.usual(), 5)
                    .evaluate(encoder, BeirFolder.open(directory), "test", Similarity.DOT, CPU))
        .hasStackTraceContaining("the score of document d0 is not a number");
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    BeirFolder folder = BeirFolder.open(directory);
    assertThat(folder.name()).isEqualTo(directory.getFileName().toString());
    assertThatThrownBy(() -> folder.judgments("dev")).hasMessageContaining("has no split 'dev'");
    BeirEvaluator evaluator = new BeirEvaluator(RankingMetrics.usual(), 10);
    Files.writeString(directory.resolve("queries.jsonl"), "{\"_id\":\"q1\",\"text\":\"one\"}\n");
    assertThatThrownBy(
            () ->
                evaluator.evaluate(
                    (texts, role) -> new float[0][], folder, "test", Similarity.DOT, CPU))
        .hasMessageContaining("the judged query q2 is not in queries.jsonl");
    Files.writeString(directory.resolve("queries.jsonl"), "{\"_id\":\"q1\"}\n");
    assertThatThrownBy(folder::queries).hasMessageContaining("queries.jsonl:1: _id or text");
    Files.writeString(
        directory.resolve("queries.jsonl"),
        "{\"_id\":\"q1\",\"text\":\"a\"}\n\n{\"_id\":\"q1\",\"text\":\"b\"}\n");
    assertThatThrownBy(folder::queries)
        .hasMessageContaining("queries.jsonl:3: the id 'q1' stands on line 1 already");
    Files.delete(directory.resolve("corpus.jsonl"));
    assertThatThrownBy(() -> BeirFolder.open(directory))
        .hasMessageContaining("corpus.jsonl is missing");
  }

  /** Small whole numbers: sums are exact in any order, and there are many ties. */
  private static float[] vector(String text, TextRole role) {
    Random random = new Random(text.hashCode() + 31L * role.name().length());
    float[] vector = new float[7];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = random.nextInt(5) - 2;
    }
    return vector;
  }
}
