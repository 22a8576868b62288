/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.connectors.records.Judgment;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.MetricRecord.LiveWindow;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import io.freshet.jobs.evaluation.ask.TopicalGenerations.Graph;
import io.freshet.jobs.evaluation.ask.TopicalGenerations.Recall;
import io.freshet.jobs.evaluation.window.SlidingWindows;
import io.freshet.jobs.evaluation.window.WindowGeometry;
import io.freshet.jobs.models.VersionModels;
import io.freshet.model.folder.FreshModel;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.folder.ModelSize;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.text.WordPieceLearner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A generation whose graph is damaged is told apart from one whose model is: real models, a real
 * node, the search and the windows of the evaluation job; only the broker and the clock are left
 * out. The graph is damaged when it is built, with two links a node and two candidates for them.
 * The search alone damages little: Lucene takes the larger of {@code k} and {@code ef_search}, so
 * it keeps as many candidates as it returns at least.
 */
@ExtendWith(ServersExtension.class)
@SuppressWarnings("try") // an interrupted close ends the test with it
class DamagedGraphITCase {
  private static final Logger LOG = LoggerFactory.getLogger(DamagedGraphITCase.class);
  private static final long SEED = 20_261_125;
  private static final int DOCUMENTS = 2_000;
  private static final int QUERIES = 100;
  private static final int DEPTH = 20;
  private static final String TASK = "search";
  private static final WindowGeometry WINDOWS = new WindowGeometry(1_000, 1_000);

  private static final Graph USUAL = new Graph(16, 100);
  private static final Graph DAMAGED = new Graph(2, 2);

  /** What a generation answered, and what its graph finds of what is there. */
  private record Asked(Recall recall, TaskAnswers answers) {
    private double mean(String metric) {
      return answers.sums().mean(metric);
    }

    private double lostMore(String loss, Asked other) {
      return mean(loss) - other.mean(loss);
    }
  }

  private final TopicalTexts texts = TopicalTexts.draw(DOCUMENTS, QUERIES, SEED);
  private final List<Judgment> judgments =
      IntStream.range(0, QUERIES)
          .mapToObj(
              i ->
                  new Judgment(
                      "q" + i, TASK, texts.queries().get(i), Map.of(texts.id(texts.source(i)), 1)))
          .toList();

  @TempDir private Path root;
  private TopicalGenerations generations;
  private ServingSearch search;
  private long now = 1_700_000_000_000L;

  @BeforeEach
  void open(Servers servers) throws IOException {
    FreshetConfig config =
        ConfigReader.parse(
            "test",
            String.join(
                "\n",
                "kafka: {bootstrap-servers: \"127.0.0.1:9092\"}",
                "opensearch: {url: \""
                    + servers.openSearch().url()
                    + "\", alias: \""
                    + Servers.unique("graph")
                    + "\"}",
                "model: {path: \"" + root.resolve("whole") + "\", device: cpu, threads: 1}",
                "tasks: {" + TASK + ": {kind: retrieval}}",
                "registry: {path: \"" + root.resolve("registry").toUri() + "\"}",
                "evaluation: {depth: " + DEPTH + ", sample-share: 1}",
                "checkpoints: {directory: \"" + root.resolve("checkpoints").toUri() + "\"}",
                ""));
    generations = new TopicalGenerations(config, texts, SEED);
    search =
        new ServingSearch(
            OpenSearchConnection.open(config.opensearch().connection()),
            VersionModels.of(config),
            VersionModels.of(config),
            config,
            () -> Instant.ofEpochMilli(now));
    WordPieceLearner.learn(texts.documents(), 3_000, root.resolve("tokenizer"));
  }

  @AfterEach
  void close() throws IOException {
    search.close();
    generations.close();
  }

  @Test
  void damagedGraphIsToldApartFromAWorseModel() throws Exception {
    Path whole = root.resolve("whole");
    FreshModel.create("bert", ModelSize.TINY, root.resolve("tokenizer"), SEED, 64, whole);
    Asked good = serveAndAsk("good", whole, 1, USUAL);
    Asked undamaged = serveAndAsk("undamaged", whole, 1, USUAL);
    Asked damaged = serveAndAsk("damaged graph", whole, 1, DAMAGED);
    Asked worse = serveAndAsk("worse model", forgetful(whole), 2, USUAL);

    assertThat(good.recall().usual()).as("seed %d", SEED).isGreaterThan(0.95);
    assertThat(good.recall().narrow())
        .as("the lowest ef_search alone is no damage, seed %d", SEED)
        .isGreaterThan(0.8);
    assertThat(damaged.recall().usual()).as("seed %d", SEED).isLessThan(0.5);
    for (Asked each : List.of(good, undamaged, damaged, worse)) {
      assertThat(each.mean(LiveMetrics.LOSS_MISSING)).isZero();
    }
    assertThat(damaged.lostMore(LiveMetrics.LOSS_GRAPH, good))
        .as("seed %d", SEED)
        .isGreaterThan(0.3);
    assertThat(damaged.lostMore(LiveMetrics.LOSS_MODEL, good))
        .as("exact search does not know of the graph, seed %d", SEED)
        .isCloseTo(0, within(1e-9));
    assertThat(worse.lostMore(LiveMetrics.LOSS_MODEL, good)).as("seed %d", SEED).isGreaterThan(0.3);
    assertThat(worse.lostMore(LiveMetrics.LOSS_GRAPH, good)).as("seed %d", SEED).isLessThan(0.1);

    assertThat(diagnosis(good, undamaged)).as("seed %d", SEED).isEmpty();
    assertThat(diagnosis(good, damaged)).as("seed %d", SEED).startsWith("graph: nDCG@10 fell by ");
    assertThat(diagnosis(good, worse)).as("seed %d", SEED).startsWith("model: nDCG@10 fell by ");
  }

  /**
   * The same model, but the embedding of a word is its own in one of 16 numbers only. Documents
   * stay apart from each other, so that a graph of them is as good as any.
   */
  private Path forgetful(Path like) throws IOException {
    String words = "embeddings.word_embeddings.weight";
    ModelFolder folder = ModelFolder.read(like);
    Map<String, HostTensor> weights = new LinkedHashMap<>(folder.tensors());
    assertThat(weights).containsKey(words);
    weights.computeIfPresent(
        words,
        (tensor, values) -> {
          float[] numbers = values.toFloats();
          for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i % 16 == 0 ? numbers[i] : 0.01f;
          }
          return HostTensor.ofFloats(values.shape(), numbers);
        });
    Path target = root.resolve("forgetful");
    ModelFolder.write(folder, weights, target);
    return target;
  }

  /** Builds a generation, lets it serve, and asks it all queries in a round of its own window. */
  private Asked serveAndAsk(String name, Path model, long step, Graph graph) throws Exception {
    ServingGeneration generation = generations.serve(model, step, graph);
    now += 10 * WINDOWS.size();
    List<TaskAnswers> answers = search.answer(new AskRound(now, judgments, List.of(TASK)));
    assertThat(answers).hasSize(1);
    assertThat(answers.get(0).generation()).isEqualTo(generation.index());
    Asked asked = new Asked(generations.recall(generation, model, DEPTH), answers.get(0));
    assertThat(asked.answers().sums().count(LiveMetrics.SAMPLE)).isEqualTo(QUERIES);
    LOG.info(
        "{}: recall@{} of the graph {}, narrowly {}; nDCG@10 {}, lost to model {}, missing {},"
            + " graph {}; seed {}",
        name,
        DEPTH,
        asked.recall().usual(),
        asked.recall().narrow(),
        asked.mean(LiveMetrics.SAMPLE),
        asked.mean(LiveMetrics.LOSS_MODEL),
        asked.mean(LiveMetrics.LOSS_MISSING),
        asked.mean(LiveMetrics.LOSS_GRAPH),
        SEED);
    return asked;
  }

  /** What the windows say of a generation that follows another one. */
  private static String diagnosis(Asked before, Asked after) throws Exception {
    try (KeyedOneInputStreamOperatorTestHarness<String, TaskAnswers, MetricRecord> harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new SlidingWindows(WINDOWS, 0)),
            TaskAnswers::task,
            Types.STRING)) {
      harness.open();
      for (TaskAnswers answers : List.of(before.answers(), after.answers())) {
        harness.processElement(answers, answers.time());
        harness.processWatermark(new Watermark(answers.time() + WINDOWS.size()));
      }
      List<LiveWindow> answered =
          harness.extractOutputValues().stream()
              .map(LiveWindow.class::cast)
              .filter(window -> window.queries() > 0)
              .toList();
      assertThat(answered)
          .extracting(LiveWindow::generation)
          .containsExactly(before.answers().generation(), after.answers().generation());
      return answered.get(1).diagnosis();
    }
  }
}
