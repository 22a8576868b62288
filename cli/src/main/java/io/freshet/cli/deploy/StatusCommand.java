/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.deploy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.cli.observe.RunSnapshot;
import io.freshet.cli.observe.RunState;
import io.freshet.cli.observe.TopicFollowers;
import io.freshet.cli.options.ConfigMixin;
import io.freshet.cli.options.JsonMixin;
import io.freshet.cli.options.WrongUseException;
import io.freshet.cli.terminal.Table;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.kafka.ReadPosition;
import io.freshet.connectors.kafka.TopicAdmin;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.deployment.Job;
import io.freshet.deployment.cluster.CheckpointStatus;
import io.freshet.deployment.cluster.JobStatus;
import io.freshet.deployment.cluster.RemoteCluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells how a deployment is, on one screen. */
@Command(
    name = "status",
    description = {
      "Tells how a deployment is: jobs, lag, training, versions, generations, dead letters.",
      "A part that cannot be reached is named as such, and the exit status is then 1."
    })
public final class StatusCommand implements Callable<Integer> {
  private static final int HIGHEST_PORT = 65_535;
  private static final Duration READING = Duration.ofSeconds(30);
  private static final Duration LAST_HOUR = Duration.ofHours(1);

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigMixin config = new ConfigMixin();
  @Mixin private ClusterMixin cluster = new ClusterMixin();
  @Mixin private JsonMixin json = new JsonMixin();

  @Option(
      names = "--page",
      description =
          "Serve the page of the deployment on this machine until Ctrl-C instead (docs/page.md).")
  private boolean page;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description =
          "With --page: tried first, 0 for any; another one is taken where it is in use (default: ${DEFAULT-VALUE}).")
  private int port;

  private final ObjectNode tree = JsonNodeFactory.instance.objectNode();
  private boolean complete = true;

  /** One part of the screen. */
  private interface Part {
    void tell() throws IOException, InterruptedException;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port < 0 || port > HIGHEST_PORT) {
      throw new WrongUseException(
          "--port: '%d' is not allowed; expected 0 to %d".formatted(port, HIGHEST_PORT));
    }
    FreshetConfig read = config.read();
    if (page) {
      StatusPage.serve(read, port, out());
      return 0;
    }
    part("jobs", () -> jobs(read));
    part("lag", () -> lag(read));
    part("serving", () -> serving(read));
    part("topics", () -> topics(read));
    json.write(tree);
    return complete ? 0 : 1;
  }

  private void part(String name, Part part) throws InterruptedException {
    try {
      part.tell();
    } catch (IOException | KafkaException e) {
      complete = false;
      tree.putObject(name).put("unreachable", String.valueOf(e.getMessage()));
      out().printf("%s: not to be had: %s%n", name, e.getMessage());
    }
    out().println();
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private void jobs(FreshetConfig read) throws IOException {
    RemoteCluster flink = cluster.open();
    List<JobStatus> known = flink.jobs();
    Table table = Table.of("JOB", "STATE", "FOR", "RESTORED", "NEWEST CHECKPOINT", "FAILED");
    ObjectNode jobs = tree.putObject("jobs");
    for (Job job : Job.of(read)) {
      Optional<JobStatus> found =
          known.stream().filter(one -> one.name().equals(job.jobName())).findFirst();
      if (found.isEmpty()) {
        table.row(job.jobName(), "not started", "-", "-", "-", "-");
        jobs.putObject(job.jobName()).put("state", "not started");
        continue;
      }
      JobStatus one = found.get();
      CheckpointStatus checkpoints = flink.checkpoints(one.id());
      table.row(
          job.jobName(),
          one.state(),
          since(one.since()),
          checkpoints.restarts(),
          checkpoints.newest().map(at -> since(at) + " ago").orElse("none"),
          checkpoints.failed());
      ObjectNode node =
          jobs.putObject(job.jobName())
              .put("id", one.id())
              .put("state", one.state())
              .put("restored", checkpoints.restarts())
              .put("failed_checkpoints", checkpoints.failed());
      checkpoints
          .newest()
          .ifPresent(
              at ->
                  node.put(
                      "newest_checkpoint_age_seconds",
                      Duration.between(at, Instant.now()).toSeconds()));
    }
    table.print(out());
  }

  private void lag(FreshetConfig read) throws IOException, InterruptedException {
    List<String> groups = Job.of(read).stream().flatMap(job -> job.groups(read).stream()).toList();
    Map<String, long[]> byTopic = new LinkedHashMap<>();
    for (ReadPosition position :
        TopicAdmin.positions(read.kafka().bootstrapServers(), read.kafka().properties(), groups)) {
      long[] sums =
          byTopic.computeIfAbsent(position.topic() + " by " + position.group(), k -> new long[2]);
      sums[0] += position.committed();
      sums[1] += position.lag();
    }
    Table table = Table.of("TOPIC", "READ", "LAG");
    ObjectNode lag = tree.putObject("lag");
    byTopic.forEach(
        (topic, sums) -> {
          table.row(topic, "%,d".formatted(sums[0]), "%,d".formatted(sums[1]));
          lag.putObject(topic).put("read", sums[0]).put("lag", sums[1]);
        });
    if (byTopic.isEmpty()) {
      out().println("lag: no job has committed how far it read");
    } else {
      table.print(out());
    }
  }

  private void serving(FreshetConfig read) throws IOException {
    try (OpenSearchConnection connection =
        OpenSearchConnection.open(read.opensearch().connection())) {
      GenerationStore store = new GenerationStore(connection);
      Optional<ServingGeneration> serving = store.serving(read.opensearch().alias());
      ObjectNode node = tree.putObject("serving");
      if (serving.isEmpty()) {
        out().printf("serving: nothing behind the alias %s yet%n", read.opensearch().alias());
        return;
      }
      long documents = store.count(serving.get().index());
      out()
          .printf(
              "serving: %s, version %s, %,d documents%n",
              serving.get().index(), serving.get().versionName(), documents);
      node.put("generation", serving.get().index())
          .put("version", serving.get().versionName())
          .put("documents", documents);
    }
  }

  private void topics(FreshetConfig read) throws IOException, InterruptedException {
    List<String> missing =
        TopicAdmin.missing(
            read.kafka().bootstrapServers(),
            read.kafka().properties(),
            List.of(
                read.kafka().topics().metrics(),
                read.kafka().topics().modelVersions(),
                read.kafka().topics().generations(),
                read.kafka().topics().deadLetters()));
    if (!missing.isEmpty()) {
      throw new IOException(
          "topics are missing (%s); submit makes them".formatted(String.join(", ", missing)));
    }
    RunState state = new RunState(Clock.systemUTC(), read.kafka().topics());
    state.deadLettersSince(Instant.now().minus(LAST_HOUR));
    try (TopicFollowers followers = TopicFollowers.start(read.kafka(), state)) {
      if (!followers.catchUp(READING)) {
        throw new IOException(
            "the topics were not read to their ends in " + READING.toSeconds() + " s");
      }
    }
    RunSnapshot run = state.snapshot();
    new RunStatus(out(), tree).tell(run);
  }

  private static String since(Instant then) {
    return RunStatus.text(Duration.between(then, Instant.now()));
  }
}
