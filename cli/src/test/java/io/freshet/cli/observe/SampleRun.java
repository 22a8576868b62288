/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.observe;

import io.freshet.config.KafkaConfig;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.GenerationRecord;
import io.freshet.connectors.records.MetricRecord.LiveWindow;
import io.freshet.connectors.records.MetricRecord.TaskProgress;
import io.freshet.connectors.records.MetricRecord.TrainingProgress;
import io.freshet.connectors.records.MetricRecord.Value;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.Origin;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Made-up records of a run of four minutes, with curves that look like a run's. */
public final class SampleRun {
  /** When the run begins. */
  public static final long BEGIN = Instant.parse("2026-01-02T03:04:05Z").toEpochMilli();

  /** The topics' names. */
  public static final KafkaConfig.Topics TOPICS =
      new KafkaConfig.Topics(
          "training-examples",
          "documents",
          "judgments",
          "model-versions",
          "generations",
          "metrics",
          "dead-letters",
          "");

  private static final List<String> TASKS =
      List.of("code-search", "in-context", "qa", "similarity");
  private static final double[] SHARES = {0.47, 0.22, 0.19, 0.12};
  private static final int SECONDS = 240;
  private static final int BUILD_SECONDS = 55;

  private final Random random = new Random(7);
  private final RunState state;
  private long now = BEGIN;

  private SampleRun() {
    InstantSource clock = () -> Instant.ofEpochMilli(now);
    state = new RunState(clock, TOPICS);
  }

  /** A run that has said nothing yet. */
  public static RunSnapshot nothing() {
    return new SampleRun().state.snapshot();
  }

  /** A run so many seconds after it began. */
  public static RunSnapshot after(int seconds) {
    SampleRun run = new SampleRun();
    run.tell(Math.min(seconds, SECONDS));
    return run.state.snapshot();
  }

  private void tell(int seconds) {
    state.address("Dashboard", "http://127.0.0.1:8090/");
    state.address("Flink", "http://127.0.0.1:8081/");
    state.address("OpenSearch", "http://127.0.0.1:9200/");
    state.address("Kafka", "127.0.0.1:9092");
    state.phase("Training, indexing and measuring");
    for (int second = 0; second <= seconds; second++) {
      now = BEGIN + second * 1000L;
      if (second % 2 == 0) {
        state.accept(progress(second));
      }
      if (second % BUILD_SECONDS == 0) {
        version(second);
      }
      generation(second);
      if (second >= 20 && second % 5 == 0) {
        TASKS.forEach(task -> state.accept(window(task, now)));
      }
      if (second % 31 == 30) {
        state.accept(letter("training-examples", second, "malformed-json"), 0);
        state.accept(letter("documents", second, "missing-field"), 0);
      }
    }
    if (seconds > 30) {
      state.bm25("code-search", new RankingNumbers(320, 0.4312, 0.5844, 0.4671));
      state.bm25("in-context", new RankingNumbers(100, 0.3921, 0.1822, 0.2210));
      state.bm25("qa", new RankingNumbers(100, 0.2210, 0.3700, 0.2544));
      state.hybrid("code-search", new RankingNumbers(320, 0.5120, 0.6544, 0.5301));
      state.fusion(
          new RunSnapshot.FusionNumbers(
              "code-search", "rrf", 0.5, new RankingNumbers(320, 0.5020, 0.6444, 0.5201)));
      state.bm25("similarity", new RankingNumbers(100, 0.6803, 0.8100, 0.7102));
    }
  }

  private TrainingProgress progress(int second) {
    Map<String, TaskProgress> tasks = new HashMap<>();
    for (int i = 0; i < TASKS.size(); i++) {
      long rows = (long) (second * 110 * SHARES[i]);
      double loss =
          (3.3 - 0.35 * i) * Math.exp(-second / 60.0) + 0.35 + 0.12 * random.nextGaussian();
      double actual = SHARES[i] + 0.02 * random.nextGaussian();
      tasks.put(
          TASKS.get(i),
          new TaskProgress(
              rows,
              rows,
              200 + 40L * i,
              SHARES[i],
              actual,
              Math.max(0.05, loss),
              Map.of(),
              Map.of()));
      state.sent(TASKS.get(i), 220L);
    }
    return new TrainingProgress(now, second * 3L, second * 110L, 1e-3, tasks);
  }

  private void version(int second) {
    String digest = digest(second);
    state.accept(
        new ModelVersion.Candidate(
            second * 3L,
            digest,
            "file:///registry/" + second,
            second == 0 ? "" : name(second - BUILD_SECONDS),
            Map.of(),
            now));
    boolean rejected = second == 2 * BUILD_SECONDS;
    Map<String, ModelVersion.TaskFinding> findings = new HashMap<>();
    Map<String, Double> metrics = new HashMap<>();
    for (String task : TASKS) {
      boolean lost = rejected && task.equals("qa");
      double gain = lost ? -0.061 : 0.02 + 0.01 * TASKS.indexOf(task);
      metrics.put(task + ".ndcg_cut_10", 0.3 + gain * second / BUILD_SECONDS);
      findings.put(
          task,
          new ModelVersion.TaskFinding(
              lost ? ModelVersion.TaskFinding.Outcome.WORSE : ModelVersion.TaskFinding.Outcome.HELD,
              lost ? "lost 0.061, interval -0.094 to -0.028" : "no loss beyond 0.02 is likely",
              Map.of("difference", gain, "queries", 300.0)));
    }
    metrics.put("code-search.ndcg_cut_10", 0.3);
    state.accept(
        new ModelVersion.Decision(
            second * 3L,
            digest,
            "file:///registry/" + second,
            rejected ? ModelVersion.Verdict.REJECTED : ModelVersion.Verdict.PROMOTED,
            ModelVersion.Ground.PROBES,
            rejected
                ? "qa lost 0.061 of nDCG@10, interval -0.094 to -0.028"
                : "not worse on any probe set",
            metrics,
            findings,
            Map.of(),
            now));
  }

  private static String name(int second) {
    return ModelVersion.name(second * 3L, digest(second));
  }

  private void generation(int second) {
    int born = second / BUILD_SECONDS * BUILD_SECONDS;
    if (born == 2 * BUILD_SECONDS) {
      return;
    }
    double progress = Math.min(1, (second - born) / 16.0);
    boolean serves = second - born >= 20;
    state.accept(
        new GenerationRecord(
            index(born),
            number(born),
            born * 3L,
            digest(born),
            serves ? "SERVING" : progress < 1 ? "BACKFILLING" : "CATCHING_UP",
            progress,
            (long) (11_600 * progress),
            now,
            0,
            ""));
    if (serves && born > 0) {
      int before = born == 3 * BUILD_SECONDS ? BUILD_SECONDS : born - BUILD_SECONDS;
      state.accept(
          new GenerationRecord(
              index(before),
              number(before),
              before * 3L,
              digest(before),
              "RETIRING",
              1,
              11_600,
              now,
              0,
              ""));
    }
  }

  private LiveWindow window(String task, long end) {
    int second = (int) ((end - BEGIN) / 1000);
    int served = (second - 20) / BUILD_SECONDS * BUILD_SECONDS;
    int born = served == 2 * BUILD_SECONDS ? BUILD_SECONDS : served;
    double level =
        (0.42 + 0.08 * TASKS.indexOf(task)) * (1 - Math.exp(-(born + 12) / 70.0))
            + 0.008 * random.nextGaussian();
    Map<String, Value> values = new HashMap<>();
    values.put("mrr", value(level));
    values.put("recall_10", value(Math.min(1, level * 1.35)));
    values.put("ndcg_cut_10", value(level * 1.1));
    return new LiveWindow(
        task,
        end - 20_000,
        end,
        index(born),
        born * 3 + "-" + digest(born).substring(0, 8),
        80,
        values);
  }

  private static Value value(double mean) {
    return new Value(mean, mean * 80, 80, mean - 0.05, mean + 0.05);
  }

  private static DeadLetter letter(String topic, int offset, String reason) {
    return new DeadLetter(
        new byte[0], new byte[0], new Origin(topic, 0, offset, 0), "decode", reason, "unusable");
  }

  private static String index(int born) {
    return "docs-g" + number(born) + "-" + digest(born).substring(0, 8);
  }

  private static int number(int born) {
    return born > BUILD_SECONDS ? born / BUILD_SECONDS : born / BUILD_SECONDS + 1;
  }

  private static String digest(int second) {
    return "%08x".formatted(0x9e3779b9 * (second + 1)).repeat(8);
  }
}
