/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.Candidate;
import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.records.ModelVersion.Verdict;
import io.freshet.connectors.types.CodecTypeInformation;
import io.freshet.connectors.types.RecordTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which candidate may serve. Reads the whole topic of versions, its own decisions among
 * them, in the order of the log and under one constant key; writes a decision for every candidate
 * that has none.
 *
 * <p>The newest waiting candidate is scored next, and those it overtook are UNDECIDED as
 * superseded. Scoring runs off the task thread; its result is taken up by a timer, so checkpoints
 * pass meanwhile and what is under way at a failure is scored again. Nothing is begun until the log
 * has been quiet for {@link #QUIET_MILLIS}: a gate that starts without state reads its earlier
 * decisions before it could repeat them.
 */
public final class Gate extends KeyedProcessFunction<String, ModelVersion, ModelVersion>
    implements ResultTypeQueryable<ModelVersion> {
  static final long QUIET_MILLIS = 1_000;
  static final long POLL_MILLIS = 100;
  static final int ATTEMPTS = 3;

  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

  private final VersionScorer.Factory scorers;

  private transient ListState<ModelVersion> waiting;
  private transient MapState<String, Boolean> decided;
  private transient ValueState<ModelVersion> promoted;
  private transient ValueState<ProbeScores> promotedScores;
  private transient @Nullable VersionScorer scorer;
  private transient @Nullable Scoring scoring;
  private transient int failures;
  private transient long quietUntil;

  /** What is being scored, and the future of both sides of the comparison. */
  private record Scoring(Candidate candidate, CompletableFuture<Scored> result) {}

  /** Both sides of a comparison. */
  private record Scored(ProbeScores candidate, Optional<ProbeScores> serving) {}

  /** A gate that scores with what the factory makes. */
  public Gate(VersionScorer.Factory scorers) {
    this.scorers = scorers;
  }

  @Override
  public void open(OpenContext context) {
    var state = getRuntimeContext();
    waiting = state.getListState(new ListStateDescriptor<>("waiting", RecordTypes.modelVersion()));
    decided = state.getMapState(new MapStateDescriptor<>("decided", Types.STRING, Types.BOOLEAN));
    promoted = state.getState(new ValueStateDescriptor<>("promoted", RecordTypes.modelVersion()));
    promotedScores =
        state.getState(
            new ValueStateDescriptor<>(
                "promoted-scores", CodecTypeInformation.of(ProbeScoresCodec.INSTANCE)));
    quietUntil = Long.MIN_VALUE;
    scorer = scorers.open();
  }

  @Override
  public void close() {
    if (scorer != null) {
      scorer.close();
    }
  }

  @Override
  public void processElement(ModelVersion version, Context context, Collector<ModelVersion> out)
      throws Exception {
    if (version instanceof Candidate candidate) {
      if (!decided.contains(candidate.name()) && !isWaiting(candidate.name())) {
        waiting.add(candidate);
      }
    } else if (version instanceof Decision decision && !decided.contains(decision.name())) {
      take(decision, null);
    }
    long now = context.timerService().currentProcessingTime();
    quietUntil = now + QUIET_MILLIS;
    pollAfter(now, context);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<ModelVersion> out)
      throws Exception {
    long now = context.timerService().currentProcessingTime();
    if (quietUntil == Long.MIN_VALUE) {
      // First sign of life after a restore: what the log holds beyond the checkpoint comes first.
      quietUntil = now + QUIET_MILLIS;
    }
    if (scoring != null && scoring.result().isDone()) {
      Scoring done = scoring;
      scoring = null;
      finish(done, now, out);
    }
    List<Candidate> queue = queue();
    if (scoring == null && !queue.isEmpty() && now >= quietUntil) {
      Candidate newest = queue.remove(queue.size() - 1);
      for (Candidate overtaken : queue) {
        decide(
            overtaken,
            Verdict.UNDECIDED,
            "superseded by " + newest.name(),
            Map.of(),
            null,
            now,
            out);
      }
      scoring = new Scoring(newest, start(newest));
    }
    if (scoring != null || waiting.get().iterator().hasNext()) {
      pollAfter(now, context);
    }
  }

  /** Timers of one time are one timer, so polling never multiplies. */
  private static void pollAfter(long now, Context context) {
    context.timerService().registerProcessingTimeTimer((now / POLL_MILLIS + 1) * POLL_MILLIS);
  }

  private CompletableFuture<Scored> start(Candidate candidate) throws Exception {
    VersionScorer device = Objects.requireNonNull(scorer);
    ModelVersion serving = promoted.value();
    ProbeScores known = promotedScores.value();
    CompletableFuture<ProbeScores> scores = device.score(candidate.uri(), candidate.digest());
    if (!(serving instanceof Decision last)) {
      return scores.thenApply(own -> new Scored(own, Optional.empty()));
    }
    return scores.thenCompose(
        own ->
            (known != null && known.pairsWith(own)
                    ? CompletableFuture.completedFuture(known)
                    : device.score(last.uri(), last.digest()))
                .thenApply(before -> new Scored(own, Optional.of(before))));
  }

  private void finish(Scoring done, long now, Collector<ModelVersion> out) throws Exception {
    Candidate candidate = done.candidate();
    if (decided.contains(candidate.name())) {
      return; // decided by an earlier life of this gate; the log said so meanwhile
    }
    try {
      Scored scored = done.result().join();
      GateRule.Ruling ruling = GateRule.rule(scored.serving(), scored.candidate());
      failures = 0;
      decide(
          candidate,
          ruling.verdict(),
          ruling.reason(),
          ruling.metrics(),
          scored.candidate(),
          now,
          out);
    } catch (CompletionException | IllegalArgumentException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      failures++;
      LOG.warn("Version {} could not be scored, attempt {}", candidate.name(), failures, cause);
      if (failures < ATTEMPTS) {
        quietUntil = now + failures * QUIET_MILLIS;
      } else {
        failures = 0;
        decide(
            candidate,
            Verdict.UNDECIDED,
            "could not be scored: " + cause.getMessage(),
            Map.of(),
            null,
            now,
            out);
      }
    }
  }

  private void decide(
      Candidate candidate,
      Verdict verdict,
      String reason,
      Map<String, Double> metrics,
      @Nullable ProbeScores scores,
      long now,
      Collector<ModelVersion> out)
      throws Exception {
    Decision decision =
        new Decision(
            candidate.step(), candidate.digest(), candidate.uri(), verdict, reason, metrics, now);
    take(decision, scores);
    LOG.info("Version {} is {}: {}", candidate.name(), verdict, reason);
    out.collect(decision);
  }

  /** Remembers a decision, whether made now or read from the log. */
  private void take(Decision decision, @Nullable ProbeScores scores) throws Exception {
    decided.put(decision.name(), true);
    List<ModelVersion> rest = new ArrayList<>();
    for (ModelVersion version : waiting.get()) {
      if (!version.name().equals(decision.name())) {
        rest.add(version);
      }
    }
    waiting.update(rest);
    if (decision.verdict() == Verdict.PROMOTED) {
      promoted.update(decision);
      if (scores == null) {
        promotedScores.clear();
      } else {
        promotedScores.update(scores);
      }
    }
  }

  private boolean isWaiting(String name) throws Exception {
    return queue().stream().anyMatch(candidate -> candidate.name().equals(name));
  }

  /** Waiting candidates in the order of the log, the one being scored among them. */
  private List<Candidate> queue() throws Exception {
    List<Candidate> queue = new ArrayList<>();
    for (ModelVersion version : waiting.get()) {
      if (version instanceof Candidate candidate) {
        queue.add(candidate);
      }
    }
    return queue;
  }

  @Override
  public TypeInformation<ModelVersion> getProducedType() {
    return RecordTypes.modelVersion();
  }
}
