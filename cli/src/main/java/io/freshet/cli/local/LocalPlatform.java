/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.cli.files.Caches;
import io.freshet.cli.observe.Narrator;
import io.freshet.cli.observe.RunState;
import io.freshet.cli.observe.TopicFollowers;
import io.freshet.cli.page.OperatorToken;
import io.freshet.cli.page.PageSearches;
import io.freshet.cli.page.PageServer;
import io.freshet.cli.terminal.Interruption;
import io.freshet.cli.terminal.Screen;
import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.deployment.Job;
import io.freshet.deployment.PlatformTopics;
import io.freshet.deployment.RetainedCheckpoints;
import io.freshet.deployment.cluster.EmbeddedCluster;
import io.freshet.deployment.local.EmbeddedStack;
import io.freshet.deployment.local.LocalJobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.MemorySize;

/**
 * Broker, search node and the jobs on this machine, over a user's own configuration and data, until
 * they are asked to end. What a run leaves in its data directory the next one goes on from. Used
 * once.
 */
public final class LocalPlatform {
  /** The configuration with the addresses of this run, for other commands. */
  public static final String RUNNING = "running.yaml";

  private static final int PAGE_PORT = 8080;
  private static final Duration CATCH_UP = Duration.ofSeconds(5);
  private static final MemorySize NETWORK = MemorySize.ofMebiBytes(96);
  private static final MemorySize MANAGED = MemorySize.ofMebiBytes(256);

  private final Path home;
  private final Path data;
  private final Screen screen;

  /**
   * A platform that is not started yet.
   *
   * @param home of the installation
   * @param data directory that keeps everything between runs
   */
  public LocalPlatform(Path home, Path data, Screen screen) {
    this.home = home;
    this.data = data;
    this.screen = screen;
  }

  /**
   * Runs until the process is asked to end.
   *
   * @param source named in messages about the configuration
   * @param yaml text of the configuration; its addresses are replaced by those of this run
   * @throws Exception where a part of the platform fails; everything is stopped before
   */
  public void run(String source, String yaml) throws Exception {
    FreshetConfig asked = ConfigReader.parse(source, yaml, Map.of(), kept(data.toAbsolutePath()));
    try (Interruption interruption =
            new Interruption(() -> screen.line("stopping; the next run goes on from here"));
        DataDirectory directory = DataDirectory.take(data)) {
      screen.line("starting Kafka, OpenSearch and Flink; data and logs are in " + directory.path());
      try (EmbeddedStack stack = EmbeddedStack.start(home, directory.path(), size(asked))) {
        Map<String, String> addresses = new LinkedHashMap<>();
        addresses.put("kafka.bootstrap-servers", stack.bootstrapServers());
        addresses.put("opensearch.url", stack.openSearchUrl());
        // Whole, since commands that are given the running configuration may run elsewhere.
        addresses.put("registry.path", asked.registry().path());
        addresses.put("checkpoints.directory", asked.checkpoints().directory());
        Path running = directory.path().resolve(RUNNING);
        Files.writeString(running, ConfigReader.replaced(source, yaml, addresses, Map.of()), UTF_8);
        FreshetConfig config = ConfigReader.parse(source, yaml, addresses);
        screen.line("Kafka       " + stack.bootstrapServers());
        screen.line("OpenSearch  " + stack.openSearchUrl());
        screen.line("Flink       " + stack.flinkAddress());
        PlatformTopics.ensure(config.kafka());
        watch(stack, config, running, interruption);
      }
    }
  }

  private void watch(
      EmbeddedStack stack, FreshetConfig config, Path running, Interruption interruption)
      throws Exception {
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
                PageSearches.of(config, Caches.versions(), interruption::awaitEnd));
        LocalJobs jobs = new LocalJobs(stack.flink(), config)) {
      state.address("page", page.address().toString());
      screen.line("page        " + page.address());
      screen.line("its token   " + operators.line());
      Map<Job, String> before = newest(config);
      before.forEach(
          (job, at) -> screen.line("%-10s  goes on from %s".formatted(job.jobName(), at)));
      jobs.start(before);
      state.phase("running");
      screen.line("ready; other commands reach this platform with --config " + running);
      Narrator narrator = new Narrator(screen);
      interruption.orderlyEndPossible();
      while (!interruption.await(1, TimeUnit.SECONDS)) {
        narrator.tell(state.snapshot());
        jobs.throwFailure();
      }
      screen.clear();
      jobs.stop();
      followers.catchUp(CATCH_UP);
      narrator.tell(state.snapshot());
    }
  }

  private static Map<Job, String> newest(FreshetConfig config) throws IOException {
    Map<Job, String> newest = new EnumMap<>(Job.class);
    for (Job job : Job.of(config)) {
      Optional<String> checkpoint = RetainedCheckpoints.newest(config, job);
      checkpoint.ifPresent(at -> newest.put(job, at));
    }
    return newest;
  }

  /** Where things lie that the configuration gives no place for. */
  private static Map<String, String> kept(Path directory) {
    return Map.of("registry.path", directory.resolve("registry").toUri().toString());
  }

  private static EmbeddedCluster.Size size(FreshetConfig config) {
    int slots = Job.of(config).stream().mapToInt(job -> job.slots(config)).sum();
    return new EmbeddedCluster.Size(slots, NETWORK, MANAGED, "8081-8099");
  }
}
