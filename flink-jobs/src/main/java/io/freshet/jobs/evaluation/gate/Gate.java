/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import io.freshet.config.GateConfig;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.Candidate;
import io.freshet.connectors.records.ModelVersion.Command;
import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.records.ModelVersion.Ground;
import io.freshet.connectors.records.ModelVersion.Order;
import io.freshet.connectors.records.ModelVersion.Verdict;
import io.freshet.connectors.types.RecordTypes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which version may serve; the only writer of decisions. Its first input is the whole topic
 * of versions, its own decisions among them, in the order of the log; its second are falls seen
 * live. Both come under one constant key.
 *
 * <p>The newest waiting candidate is scored next, and those it overtook are UNDECIDED as
 * superseded. Scoring runs off the task thread; its result is taken up by a timer, so checkpoints
 * pass meanwhile and what is under way at a failure is scored again. Nothing is begun until the log
 * has been quiet for {@link #QUIET_MILLIS}: a gate that starts without state reads its earlier
 * decisions before it could repeat them.
 *
 * <p>A person's command stands above scores, and a pinned version above everything but commands.
 */
public final class Gate extends KeyedCoProcessFunction<String, ModelVersion, LiveFall, ModelVersion>
    implements ResultTypeQueryable<ModelVersion> {
  static final long QUIET_MILLIS = 1_000;
  static final long POLL_MILLIS = 100;
  static final int ATTEMPTS = 3;

  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

  private final GateConfig config;
  private final VersionScorer.Factory scorers;
  private final KeptDecisions kept;

  private transient GateMemory memory;
  private transient GateMetrics metrics;
  private transient @Nullable SideBySide scoring;
  private transient long quietUntil;

  /** A gate that scores with what the factory makes. */
  public Gate(GateConfig config, VersionScorer.Factory scorers) {
    this(config, scorers, KeptDecisions.DEFAULT);
  }

  Gate(GateConfig config, VersionScorer.Factory scorers, KeptDecisions kept) {
    this.config = config;
    this.scorers = scorers;
    this.kept = kept;
  }

  @Override
  public void open(OpenContext context) {
    memory = new GateMemory(getRuntimeContext(), kept);
    metrics = new GateMetrics(getRuntimeContext().getMetricGroup());
    quietUntil = Long.MIN_VALUE;
    scoring = new SideBySide(scorers.open());
  }

  @Override
  public void close() {
    if (scoring != null) {
      scoring.close();
    }
  }

  @Override
  public void processElement1(ModelVersion version, Context context, Collector<ModelVersion> out)
      throws Exception {
    if (version instanceof Candidate candidate) {
      memory.take(candidate);
    } else if (version instanceof Decision decision) {
      memory.take(decision, null);
    } else if (version instanceof Command command) {
      memory.take(command);
    }
    long now = context.timerService().currentProcessingTime();
    quietUntil = now + QUIET_MILLIS;
    pollAt(now, context);
  }

  @Override
  public void processElement2(LiveFall fall, Context context, Collector<ModelVersion> out)
      throws Exception {
    if (memory.pinned().isPresent()) {
      LOG.warn("Version {} falls but is pinned: {}", fall.version(), fall.reason());
      return;
    }
    for (Optional<Decision> known : List.of(memory.promoted(), memory.former())) {
      if (known.isPresent() && known.get().name().equals(fall.version())) {
        decide(known.get(), Verdict.ROLLED_BACK, Ground.LIVE, fall.reason(), now(context), out);
        return;
      }
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<ModelVersion> out)
      throws Exception {
    long now = now(context);
    if (quietUntil == Long.MIN_VALUE) {
      // First sign of life after a restore: what the log holds beyond the checkpoint comes first.
      quietUntil = now + QUIET_MILLIS;
    }
    Optional<SideBySide.Outcome> outcome = scoring().take();
    if (outcome.isPresent()) {
      finish(outcome.get(), now, out);
    }
    if (now >= quietUntil) {
      obey(now, out);
      if (!scoring().busy()) {
        scoreNewest(now, out);
      }
      if (!scoring().busy()) {
        promoteByAge(now, out);
      }
    }
    schedule(now, context);
  }

  /** Timers of one time are one timer, so polling never multiplies. */
  private void schedule(long now, Context context) throws Exception {
    if (scoring().busy() || !memory.queue().isEmpty() || !memory.commands().isEmpty()) {
      pollAt(now, context);
    } else if (memory.undecided().isPresent()
        && memory.promoted().isPresent()
        && memory.pinned().isEmpty()) {
      pollAt(Math.max(now, ripeAt()), context);
    }
  }

  private static void pollAt(long time, Context context) {
    context.timerService().registerProcessingTimeTimer((time / POLL_MILLIS + 1) * POLL_MILLIS);
  }

  private static long now(Context context) {
    return context.timerService().currentProcessingTime();
  }

  private void obey(long now, Collector<ModelVersion> out) throws Exception {
    for (Command command : memory.commands()) {
      String said = command.reason().isBlank() ? "" : ": " + command.reason();
      boolean refused = command.order() == Order.REJECT;
      String done = refused ? "rejected" : command.order() == Order.PIN ? "pinned" : "promoted";
      decide(
          command,
          refused ? Verdict.REJECTED : Verdict.PROMOTED,
          Ground.COMMAND,
          done + " by a person" + said,
          Math.max(now, command.commandedAt()),
          out);
    }
  }

  private void scoreNewest(long now, Collector<ModelVersion> out) throws Exception {
    List<Candidate> queue = memory.queue();
    if (queue.isEmpty()) {
      return;
    }
    Candidate newest = queue.remove(queue.size() - 1);
    for (Candidate overtaken : queue) {
      String reason = "superseded by " + newest.name();
      decide(overtaken, Verdict.UNDECIDED, Ground.PROBES, reason, now, out);
    }
    scoring().start(newest, memory.promoted(), memory.promotedScores());
  }

  private void promoteByAge(long now, Collector<ModelVersion> out) throws Exception {
    Optional<Decision> undecided = memory.undecided();
    if (undecided.isEmpty()
        || memory.promoted().isEmpty()
        || memory.pinned().isPresent()
        || now < ripeAt()) {
      return;
    }
    Decision before = undecided.get();
    emit(
        new Decision(
            before.step(),
            before.digest(),
            before.uri(),
            Verdict.PROMOTED,
            Ground.AGE,
            GateRule.byAge(config, before.reason()),
            before.metrics(),
            before.tasks(),
            before.probeSets(),
            memory.timeAfter(before.name(), now)),
        null,
        out);
  }

  private long ripeAt() throws Exception {
    return memory.servingSince() + config.promotionAge().toMillis();
  }

  private void finish(SideBySide.Outcome outcome, long now, Collector<ModelVersion> out)
      throws Exception {
    Candidate candidate = outcome.candidate();
    if (memory.isDecided(candidate.name())) {
      return; // decided by an earlier life of this gate, or by a person meanwhile
    }
    if (outcome instanceof SideBySide.Done done) {
      judge(candidate, done.scores(), now, out);
    } else if (outcome instanceof SideBySide.Failed failed) {
      LOG.warn(
          "Version {} could not be scored, attempt {}",
          candidate.name(),
          failed.attempts(),
          failed.cause());
      if (failed.attempts() < ATTEMPTS) {
        quietUntil = now + failed.attempts() * QUIET_MILLIS;
        return;
      }
      scoring().giveUp();
      String reason = "could not be scored: " + failed.cause().getMessage();
      decide(candidate, Verdict.UNDECIDED, Ground.PROBES, reason, now, out);
    }
  }

  private SideBySide scoring() {
    return Objects.requireNonNull(scoring, "used before it was opened");
  }

  private void judge(
      Candidate candidate, SideBySide.Scored scored, long now, Collector<ModelVersion> out)
      throws Exception {
    Duration age = Duration.ofMillis(now - memory.servingSince());
    GateRule.ReasonedVerdict judged =
        GateRule.judge(
            scored.serving().map(before -> new GateRule.Serving(before, age)),
            scored.candidate(),
            config);
    Optional<String> pinned = memory.pinned();
    boolean held = pinned.isPresent() && judged.verdict() == Verdict.PROMOTED;
    emit(
        new Decision(
            candidate.step(),
            candidate.digest(),
            candidate.uri(),
            held ? Verdict.UNDECIDED : judged.verdict(),
            judged.ground(),
            held ? "version " + pinned.get() + " is pinned; " + judged.reason() : judged.reason(),
            judged.metrics(),
            judged.tasks(),
            scored.candidate().sets(),
            memory.timeAfter(candidate.name(), now)),
        scored.candidate(),
        out);
  }

  private void decide(
      ModelVersion version,
      Verdict verdict,
      Ground ground,
      String reason,
      long now,
      Collector<ModelVersion> out)
      throws Exception {
    // What was measured before stays with the version.
    Optional<Decision> known = memory.decision(version.name());
    emit(
        new Decision(
            version.step(),
            version.digest(),
            version.uri(),
            verdict,
            ground,
            reason,
            known.map(Decision::metrics).orElse(Map.of()),
            known.map(Decision::tasks).orElse(Map.of()),
            known.map(Decision::probeSets).orElse(Map.of()),
            memory.timeAfter(version.name(), now)),
        null,
        out);
  }

  private void emit(Decision decision, @Nullable ProbeScores scores, Collector<ModelVersion> out)
      throws Exception {
    memory.take(decision, scores);
    metrics.count(decision);
    metrics.show(memory.decisions());
    LOG.info("Version {} is {}: {}", decision.name(), decision.verdict(), decision.reason());
    out.collect(decision);
  }

  @Override
  public TypeInformation<ModelVersion> getProducedType() {
    return RecordTypes.modelVersion();
  }
}
