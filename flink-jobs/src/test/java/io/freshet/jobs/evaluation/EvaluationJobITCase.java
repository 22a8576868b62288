/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.kafka.DeadLetters;
import io.freshet.connectors.kafka.MetricDeserializer;
import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.kafka.RawRecords;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Judgment;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.MetricRecord.LiveWindow;
import io.freshet.connectors.records.MetricRecord.Value;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.Candidate;
import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.records.ModelVersion.Verdict;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import io.freshet.evaluation.metrics.QueryMetrics;
import io.freshet.jobs.evaluation.ask.LiveMetrics;
import io.freshet.jobs.evaluation.gate.ProbeScorer;
import io.freshet.jobs.flink.Environments;
import io.freshet.jobs.flink.Uids;
import io.freshet.jobs.testing.MiniClusters;
import io.freshet.jobs.testing.TopicReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The evaluation job on a real broker and a real node. */
@ExtendWith(ServersExtension.class)
class EvaluationJobITCase {
  @RegisterExtension static final MiniClusterExtension CLUSTER = MiniClusters.of(1);

  @TempDir private Path root;
  private EvaluationWorld world;

  @BeforeEach
  void open(Servers servers) throws Exception {
    world = new EvaluationWorld(servers, root);
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private StreamExecutionEnvironment job() {
    StreamExecutionEnvironment env = Environments.create(world.config, "evaluation");
    EvaluationJob.build(env, world.config);
    return env;
  }

  private TopicReader<LiveWindow> windows() {
    return new TopicReader<>(
        world.config.kafka().bootstrapServers(),
        world.topics.metrics(),
        EvaluationJobITCase::window);
  }

  /** Alarms stand in the same topic; for one of them a window of no task. */
  private static LiveWindow window(ConsumerRecord<byte[], byte[]> kafka) {
    MetricRecord metric = accepted(new MetricDeserializer().decode(RawRecords.of(kafka)));
    return metric instanceof LiveWindow window
        ? window
        : new LiveWindow("", 0, 0, "", "", 0, Map.of());
  }

  private static <T> T accepted(Decoded<T> decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
    return ((Decoded.Accepted<T>) decoded).value();
  }

  @Test
  void everyOperatorHasAnId() {
    assertThat(Uids.missing(job())).isEmpty();
  }

  @Test
  void probeSetsThatAreNamedMustBeThereWhereTheGateRuns() {
    String yaml = "model: {path: x}\ntasks: {t: {kind: qa}}\nregistry: {path: y}\n";
    FreshetConfig missing =
        ConfigReader.parse("test", yaml + "evaluation: {probe-path: /no/such/probes}");
    EvaluationJob.build(Environments.create(world.config, "evaluation"), missing);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ProbeScorer(missing))
        .withMessageContaining("/no/such/probes");
    new ProbeScorer(ConfigReader.parse("test", yaml)).close();
  }

  @Test
  void liveWindowsTellWhatTheServingGenerationAnswers(Servers servers) throws Exception {
    Path modelA = world.freshModel("a", 1);
    Path modelB = world.freshModel("b", 2);
    Candidate versionA = world.publish(modelA, 0);
    Candidate versionB = world.publish(modelB, 100);
    String query = world.queryFor(3);
    // Judged so that neither version is perfect, nor as good as the other.
    List<String> byA = world.ranking(modelA, query);
    Judgment search = new Judgment("s1", "search", query, Map.of(byA.get(0), 1));
    Judgment qa =
        new Judgment("qa1", "qa", query, Map.of(byA.get(2), 2, byA.get(6), 1, "absent", 1));

    JobClient job = job().executeAsync();
    try (TopicReader<LiveWindow> windows = windows()) {
      windows.until(
          "empty windows of every task while nothing serves",
          all -> List.of("search", "qa").stream().allMatch(task -> count(all, task, "", 0) >= 2));

      malformed("{\"query_id\": ");
      world.send(ProducerRecords.of(world.topics.judgments(), search));
      malformed("{\"query_id\": \"x\", \"task\": \"qa\", \"query\": \"no judgments\"}");
      world.send(ProducerRecords.of(world.topics.judgments(), qa));
      String first = world.serve(versionA, modelA, 1, Optional.empty());
      windows.until(
          "answers of the first generation",
          all ->
              List.of("search", "qa").stream().allMatch(task -> count(all, task, first, 1) >= 3));
      expectDeadLetters(2);

      String second = world.serve(versionB, modelB, 2, Optional.of(first));
      windows.until(
          "what the second generation gained over the first",
          all ->
              all.stream()
                  .anyMatch(
                      window ->
                          window.generation().equals(second)
                              && window.values().containsKey(LiveMetrics.GAIN)));
      world.generations.delete(first);
      windows.until(
          "answers of the second generation",
          all ->
              List.of("search", "qa").stream().allMatch(task -> count(all, task, second, 1) >= 3));

      servers.openSearch().kill();
      try {
        windows.until("silence in an outage", all -> count(all, "search", second, 0) >= 1);
      } finally {
        servers.openSearch().restart();
      }
      Predicate<List<LiveWindow>> again = since(windows, all -> count(all, "qa", second, 1) >= 1);
      windows.until("answers after the outage", again);

      world.send(
          ProducerRecords.of(world.topics.judgments(), new Judgment("qa1", "qa", query, Map.of())));
      List<LiveWindow> all =
          windows.until(
              "silence after the withdrawal",
              since(windows, seen -> count(seen, "qa", second, 0) >= 1));

      for (Judgment judgment : List.of(search, qa)) {
        expectValues(all, judgment, first, versionA, byA);
        expectValues(all, judgment, second, versionB, world.ranking(modelB, query));
      }
      assertThat(job.getJobStatus().get().isTerminalState()).isFalse();
    } finally {
      job.cancel().get();
    }
  }

  /** A condition on the windows that come from now on. */
  private static Predicate<List<LiveWindow>> since(
      TopicReader<LiveWindow> windows, Predicate<List<LiveWindow>> condition) {
    int before = windows.until("all", all -> true).size();
    return all -> condition.test(all.subList(before, all.size()));
  }

  /** Windows of a task by a generation, with queries or without. */
  private static long count(List<LiveWindow> all, String task, String generation, long queries) {
    return all.stream()
        .filter(window -> window.task().equals(task) && window.generation().equals(generation))
        .filter(window -> Math.min(1, window.queries()) == queries)
        .count();
  }

  /** Every window of a generation has the values computed directly, and sums that fit. */
  private void expectValues(
      List<LiveWindow> all,
      Judgment judgment,
      String generation,
      Candidate version,
      List<String> ranking) {
    Map<String, Double> expected =
        QueryMetrics.of(ranking.subList(0, world.config.evaluation().depth()), judgment.relevant());
    for (LiveWindow window : all) {
      if (window.task().equals(judgment.task())
          && window.generation().equals(generation)
          && window.queries() > 0) {
        assertThat(window.version()).isEqualTo(version.name());
        assertThat(window.windowEnd() - window.windowStart()).isEqualTo(3_000);
        expectLosses(window, expected.getOrDefault(QueryMetrics.NDCG_10, 0.0));
        expected.forEach(
            (metric, value) -> {
              assertThat(window.values().get(metric).value())
                  .as("%s of %s", metric, window)
                  .isEqualTo(value, within(1e-9));
              assertThat(window.values().get(metric).denominator()).isEqualTo(window.queries());
            });
      }
    }
  }

  /** The sample is all of the queries, searched exactly beside the graph, which loses nothing. */
  private static void expectLosses(LiveWindow window, double ndcg) {
    assertThat(value(window, LiveMetrics.LOSS_GRAPH)).isCloseTo(0, within(1e-9));
    double missing = value(window, LiveMetrics.LOSS_MISSING);
    assertThat(missing > 0.05)
        .as("one document is not there: %s", window)
        .isEqualTo(window.task().equals("qa"));
    assertThat(1 - value(window, LiveMetrics.LOSS_MODEL) - missing).isCloseTo(ndcg, within(1e-9));
    boolean compared = window.values().containsKey(LiveMetrics.GAIN);
    assertThat(window.compared()).as("a task has one query").isEqualTo(compared ? 1 : 0);
    if (compared) {
      assertThat(ndcg - value(window, LiveMetrics.FORMER))
          .isCloseTo(value(window, LiveMetrics.GAIN), within(1e-9));
    }
  }

  private static double value(LiveWindow window, String metric) {
    Value value = window.values().get(metric);
    assertThat(value).as("%s of %s", metric, window).isNotNull();
    return value.value();
  }

  private void malformed(String value) throws Exception {
    world.send(
        new ProducerRecord<>(
            world.topics.judgments(),
            "x".getBytes(StandardCharsets.UTF_8),
            value.getBytes(StandardCharsets.UTF_8)));
  }

  private void expectDeadLetters(int number) {
    try (TopicReader<DeadLetter> letters =
        new TopicReader<>(
            world.config.kafka().bootstrapServers(),
            world.topics.deadLetters(),
            DeadLetters::fromKafka)) {
      List<DeadLetter> all = letters.until("dead letters", seen -> seen.size() >= number);
      assertThat(all)
          .extracting(letter -> letter.origin().topic())
          .containsOnly(world.topics.judgments());
      assertThat(all).extracting(letter -> letter.origin().offset()).contains(0L, 2L);
    }
  }

  @Test
  void gatePromotesWhatIsNotWorseAndNothingElse() throws Exception {
    Path model = world.freshModel("a", 1);
    JobClient job = job().executeAsync();
    try (TopicReader<ModelVersion> versions = world.versions()) {
      decide(world.publish(model, 0), versions, Verdict.PROMOTED);
      Decision equal = decide(world.publish(model, 10), versions, Verdict.PROMOTED);
      assertThat(equal.metrics())
          .containsEntry("gain", 0.0)
          .containsKeys("search.ndcg_cut_10", "qa.ndcg_cut_10", "search.recall_10");
      assertThat(equal.tasks()).containsOnlyKeys("search", "qa");
      assertThat(equal.probeSets()).containsOnlyKeys("search", "qa");
      assertThat(equal.probeSets().values()).allMatch(digest -> digest.matches("[0-9a-f]{16}"));
      assertThat(equal.metrics().get("mean.ndcg_cut_10")).isGreaterThan(0.5);
      assertThat(equal.metrics().get("documents.per_second")).isPositive();
      Decision worse =
          decide(world.publish(world.blindModel(model, "blind"), 20), versions, Verdict.REJECTED);
      assertThat(worse.reason()).startsWith("worse on qa (").contains("; search (");

      // Without state, as after a submission anew, the log tells what is decided already.
      job.cancel().get();
      job = job().executeAsync();
      decide(world.publish(model, 30), versions, Verdict.PROMOTED);
      assertThat(versions.until("all", all -> true).stream().filter(Decision.class::isInstance))
          .extracting(ModelVersion::step)
          .containsExactly(0L, 10L, 20L, 30L);
    } finally {
      job.cancel().get();
    }
  }

  private Decision decide(Candidate candidate, TopicReader<ModelVersion> versions, Verdict expected)
      throws Exception {
    Decision decision = world.decide(candidate, versions);
    assertThat(decision.verdict()).as(decision.reason()).isEqualTo(expected);
    return decision;
  }
}
