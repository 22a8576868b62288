/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.demo;

import io.freshet.cli.dataset.DemoCounts;
import io.freshet.cli.dataset.DemoData;
import io.freshet.cli.observe.Generations;
import io.freshet.cli.observe.Narrator;
import io.freshet.cli.observe.RunSnapshot;
import io.freshet.cli.observe.RunState;
import io.freshet.cli.observe.TopicFollowers;
import io.freshet.cli.page.OperatorToken;
import io.freshet.cli.page.PageSearches;
import io.freshet.cli.page.PageServer;
import io.freshet.cli.report.RunReport;
import io.freshet.cli.terminal.Interruption;
import io.freshet.cli.terminal.Screen;
import io.freshet.config.FreshetConfig;
import io.freshet.deployment.PlatformTopics;
import io.freshet.deployment.cluster.EmbeddedCluster;
import io.freshet.deployment.local.EmbeddedStack;
import io.freshet.deployment.local.LocalJobs;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.flink.configuration.MemorySize;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole platform on this machine, fed with real data: starts it, streams, shows, stops, and
 * leaves a report. Used once.
 */
public final class Demo {
  private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
  private static final String VERSIONS = "versions";
  private static final int PAGE_PORT = 8080;
  private static final int STATUS_SECONDS = 10;
  private static final Duration CATCH_UP_LIMIT = Duration.ofSeconds(5);

  /** The three jobs need four slots; one is spare. Nothing keeps its state off the heap. */
  private static final EmbeddedCluster.Size FLINK =
      new EmbeddedCluster.Size(
          6, MemorySize.ofMebiBytes(96), MemorySize.ofMebiBytes(96), "8081-8099");

  private final DemoPlan plan;
  private final PrintWriter out;
  private final Screen screen;
  private final Interruption interruption;

  /** A demonstration that prints to a writer. */
  public Demo(DemoPlan plan, PrintWriter out) {
    this.plan = plan;
    this.out = out;
    this.screen = Screen.of(out, !plan.headless(), STATUS_SECONDS);
    this.interruption =
        new Interruption(() -> screen.line("stopping; what was reached is told at the end"));
  }

  /**
   * Runs it to its end.
   *
   * @throws Exception where a part of the platform fails; everything is stopped before
   */
  public void run() throws Exception {
    try (interruption;
        WorkDirectory work = WorkDirectory.take(plan.home())) {
      CompletableFuture<DemoMaterial> preparing =
          CompletableFuture.supplyAsync(this::prepare, task -> daemon(task, "prepare").start());
      screen.line("starting Kafka, OpenSearch and Flink; data and logs are in " + work.path());
      try (EmbeddedStack stack = EmbeddedStack.start(plan.home(), work.path(), FLINK)) {
        screen.line("Kafka       " + stack.bootstrapServers());
        screen.line("OpenSearch  " + stack.openSearchUrl());
        screen.line("Flink       " + stack.flinkAddress());
        DemoMaterial prepared = await(preparing);
        FreshetConfig config =
            DemoConfig.of(
                plan.start(),
                stack.bootstrapServers(),
                stack.openSearchUrl(),
                prepared.model(),
                prepared.data().probes(),
                work.path());
        PlatformTopics.ensure(config.kafka());
        observe(stack, config, prepared.data());
      } catch (Exception e) {
        work.keep();
        throw e;
      }
    }
  }

  private void observe(EmbeddedStack stack, FreshetConfig config, DemoData data) throws Exception {
    RunState state = new RunState(Clock.systemUTC(), config.kafka().topics());
    state.address("Kafka", stack.bootstrapServers());
    state.address("OpenSearch", stack.openSearchUrl());
    state.address("Flink", stack.flinkAddress().toString());
    OperatorToken operators = OperatorToken.of(config.service());
    try (TopicFollowers followers = TopicFollowers.start(config.kafka(), state);
        PageServer page =
            PageServer.start(
                config,
                PAGE_PORT,
                operators,
                state::snapshot,
                PageSearches.of(config, plan.cache().resolve(VERSIONS), interruption::awaitEnd));
        Feeder feeder = new Feeder(data, config.kafka(), state);
        LocalJobs jobs = new LocalJobs(stack.flink(), config)) {
      screen.line("page        " + page.address());
      screen.line("its token   " + operators.line());
      state.address("page", page.address().toString());
      state.phase("sending documents and judgments");
      feeder.sendInitial();
      jobs.start(Map.of());
      feeder.start();
      Run run = new Run(state, new Narrator(screen), feeder, jobs);
      interruption.orderlyEndPossible();
      Duration lasted = stream(run, config, data);
      screen.clear();
      state.phase("stopping");
      feeder.stop();
      jobs.stop();
      followers.catchUp(CATCH_UP_LIMIT);
      state.phase("ended");
      leave(state.snapshot(), lasted);
    }
  }

  /** Streams for the time asked for and returns how long that was. */
  private Duration stream(Run run, FreshetConfig config, DemoData data) throws Exception {
    run.state().phase("the first generation is being built");
    if (!watch(run, plan.start().firstGenerationLimit(), snapshot -> snapshot.serving().isPresent())
        && !interruption.isAsked()) {
      throw new IOException(
          "no generation served within %d minutes"
              .formatted(plan.start().firstGenerationLimit().toMinutes()));
    }
    long start = System.nanoTime();
    run.state().phase("streaming");
    CompletableFuture<Void> baseline =
        CompletableFuture.runAsync(
            () -> SearchComparison.wordsInto(run.state(), config.opensearch(), data.judgments()),
            task -> daemon(task, "bm25").start());
    watch(run, plan.duration(), snapshot -> false);
    Duration lasted = Duration.ofNanos(System.nanoTime() - start);
    run.feeder().stop();
    run.state().phase("waiting for the last version");
    watch(run, plan.start().settlingLimit(), Generations::isSettled);
    if (baseline.isCompletedExceptionally()) {
      LOG.warn("word search could not be measured");
    }
    if (!interruption.isAsked()) {
      run.state().phase("measuring hybrid search");
      try {
        SearchComparison.hybridInto(
            run.state(), config, data.judgments(), plan.cache().resolve(VERSIONS));
      } catch (IOException e) {
        LOG.warn("hybrid search could not be measured", e);
      }
    }
    return lasted;
  }

  /** Shows the run until a condition holds, the time is over or an end is asked for. */
  private boolean watch(Run run, Duration atMost, Predicate<RunSnapshot> until) throws Exception {
    long end = System.nanoTime() + atMost.toNanos();
    while (!interruption.await(1, TimeUnit.SECONDS) && System.nanoTime() < end) {
      RunSnapshot snapshot = run.state().snapshot();
      run.narrator().tell(snapshot);
      run.feeder().throwFailure();
      run.jobs().throwFailure();
      if (until.test(snapshot)) {
        return true;
      }
    }
    return false;
  }

  private void leave(RunSnapshot snapshot, Duration lasted) throws IOException {
    Summary.print(out, snapshot);
    if (plan.report().isPresent()) {
      RunReport.write(plan.report().get(), snapshot, lasted);
      out.println();
      out.println("report      " + plan.report().get().resolve("report.html"));
    }
    out.flush();
  }

  private DemoMaterial prepare() {
    try {
      DemoMaterial material = DemoMaterial.prepare(plan.home(), plan.cache(), plan.start());
      DemoCounts counts = material.data().counts();
      screen.line(
          "data        %,d documents, %s examples, %s held-out queries"
              .formatted(counts.documents(), counts.examples(), counts.judgments()));
      return material;
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private static <T> T await(CompletableFuture<T> future) throws Exception {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** What a running demonstration is watched by. */
  private record Run(RunState state, Narrator narrator, Feeder feeder, LocalJobs jobs) {}
}
