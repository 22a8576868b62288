/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.observe;

import io.freshet.config.KafkaConfig;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.GenerationMessage;
import io.freshet.connectors.records.GenerationRecord;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.ModelVersion;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a run has told so far. Thread-safe: any thread may tell, any may take a snapshot. Topics are
 * at-least-once, so everything told twice counts once.
 */
public final class RunState {
  private final InstantSource clock;
  private final KafkaConfig.Topics topics;
  private final long startedAt;
  private final Map<String, String> addresses = new LinkedHashMap<>();
  private final Map<String, RankingNumbers> bm25 = new TreeMap<>();
  private final Map<String, RankingNumbers> hybrid = new TreeMap<>();
  private final List<RunSnapshot.FusionNumbers> fusions = new ArrayList<>();
  private final WindowLog windows = new WindowLog();
  private final VersionLog versions = new VersionLog();
  private final DeadLetterLog deadLetters = new DeadLetterLog();
  private final TrainingLog training = new TrainingLog();
  private final Set<MetricRecord.Alarm> alarms = new LinkedHashSet<>();
  private Instant deadLettersSince = Instant.EPOCH;
  private String phase = "";

  /** A run that begins now, whose records stand in the given topics. */
  public RunState(InstantSource clock, KafkaConfig.Topics topics) {
    this.clock = clock;
    this.topics = topics;
    this.startedAt = clock.millis();
  }

  /** Takes in a metric. */
  public synchronized void accept(MetricRecord metric) {
    if (metric instanceof MetricRecord.LiveWindow window) {
      windows.accept(window);
    } else if (metric instanceof MetricRecord.TrainingProgress progress) {
      training.accept(progress);
    } else if (metric instanceof MetricRecord.Alarm alarm) {
      alarms.add(alarm);
    }
  }

  /** Takes in a version or what the gate said of it. */
  public synchronized void accept(ModelVersion version) {
    versions.accept(version);
  }

  /** Takes in the state of a generation; what people want of one changes nothing yet. */
  public synchronized void accept(GenerationMessage message) {
    if (message instanceof GenerationRecord generation) {
      versions.accept(generation);
    }
  }

  /**
   * Takes in a record that could not be used.
   *
   * @param writtenAt when it became a dead letter, milliseconds since the epoch
   */
  public synchronized void accept(DeadLetter letter, long writtenAt) {
    if (writtenAt >= deadLettersSince.toEpochMilli()) {
      deadLetters.accept(letter);
    }
  }

  /** Leaves out dead letters that were written before. */
  public synchronized void deadLettersSince(Instant time) {
    deadLettersSince = time;
  }

  /** Tells where something can be reached, such as {@code Flink} at {@code http://127.0.0.1:..}. */
  public synchronized void address(String what, String url) {
    addresses.put(what, url);
  }

  /** Tells what word search over the same documents reaches for a task. */
  public synchronized void bm25(String task, RankingNumbers numbers) {
    bm25.put(task, numbers);
  }

  /** Tells what words and vectors together reach for a task, in the generation that serves. */
  public synchronized void hybrid(String task, RankingNumbers numbers) {
    hybrid.put(task, numbers);
  }

  /** Tells what another fusion of the same answers reaches. */
  public synchronized void fusion(RunSnapshot.FusionNumbers numbers) {
    fusions.add(numbers);
  }

  /** Tells what is going on, such as {@code starting OpenSearch}. */
  public synchronized void phase(String text) {
    phase = text;
  }

  /** Tells that so many more examples of a task were sent. */
  public synchronized void sent(String task, long examples) {
    training.sent(task, examples);
  }

  /** What is known now. */
  public synchronized RunSnapshot snapshot() {
    long now = clock.millis();
    return new RunSnapshot(
        now,
        startedAt,
        phase,
        new LinkedHashMap<>(addresses),
        training.totals(deadLetters.of(topics.trainingExamples()), now),
        training.tasks(),
        windows.snapshot(),
        List.copyOf(versions.versions()),
        List.copyOf(versions.generations()),
        versions.matrix(),
        alarms.stream().sorted(Comparator.comparingLong(MetricRecord.Alarm::raisedAt)).toList(),
        deadLetters.snapshot(),
        new TreeMap<>(bm25),
        new TreeMap<>(hybrid),
        List.copyOf(fusions));
  }
}
