/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The distribution as its users run it: a highly available JobManager and two TaskManagers as
 * processes of their own, a real broker and search node, everything done by the command.
 */
@ExtendWith({ServersExtension.class, UnpackedExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterITCase {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final int EXAMPLES = 1_200;
  private static final int DOCUMENTS = 200;

  /** Metrics that show themselves only after an event that this test does not bring about. */
  private static final List<String> OF_EVENTS =
      List.of(
          "_reason_numRecordsRejected",
          "_task_numExamplesMined",
          "_reason_numExamplesUnmined",
          "_metric_rollingQuality",
          "_task_probeNdcg",
          "_probeNdcgMean",
          "_task_forgetting",
          "_worstForgetting",
          "_backwardTransfer");

  @TempDir private static Path work;
  private final Servers servers;
  private final Installation installation;
  private final Set<String> typed = new HashSet<>();
  private Terminal terminal;
  private ZooKeeper zooKeeper;
  private ProcessCluster cluster;
  private Set<String> scraped = Set.of();

  ClusterITCase(Servers servers, Installation installation) {
    this.servers = servers;
    this.installation = installation;
  }

  /** Its Flink has what SQL needs too, so that the jobs run beside that. */
  @BeforeAll
  void startCluster() throws Exception {
    zooKeeper = ZooKeeper.start(Files.createDirectories(work.resolve("zookeeper")));
    cluster =
        ProcessCluster.start(
            SqlGateway.withSql(installation, work.resolve("flink")),
            Files.createDirectories(work.resolve("cluster")),
            zooKeeper.address());
  }

  @AfterAll
  void stopCluster() throws IOException, InterruptedException {
    if (terminal != null) {
      terminal.leave();
    }
    if (cluster != null) {
      cluster.close();
    }
    if (zooKeeper != null) {
      zooKeeper.close();
    }
  }

  /** The first steps of docs/sql.md, through Flink's own gateway. */
  @Test
  @Order(1)
  void aTableThatChangesIsSearchedInSql() throws Exception {
    try (SqlGateway sql =
        SqlGateway.start(
            new Installation(work.resolve("flink")),
            work.resolve("cluster/conf"),
            work.resolve("cluster/log/gateway.out"))) {
      new SqlGuide(sql, servers).follow();
    }
  }

  @Test
  @Order(2)
  void jobsOutliveTheirMachinesAndLearnTheSame() throws Exception {
    writeData();
    installOwnLoss();
    terminal = Terminal.open(installation, Files.createDirectories(work.resolve("reader")));
    // The first call by the script itself.
    installation
        .freshet(
            "init",
            "--architecture",
            "bert",
            "--size",
            "tiny",
            "--corpus",
            path("texts.jsonl"),
            "--output",
            path("model"))
        .done();
    String config = config("freshet.yaml", "1.0", "registry");
    try (Prometheus prometheus = watch()) {
      String[] at = {"--config", config, "--cluster", cluster.rest().url()};
      Map<String, String> here =
          Map.of("freshet.yaml", config, "http://localhost:8081", cluster.rest().url());
      Installation.Output dry =
          documented(
              "freshet submit all --config freshet.yaml --cluster http://localhost:8081 --dry-run",
              here);
      assertThat(dry.done()).isEmpty();
      assertThat(dry.err())
          .contains(
              "training: 1 slots", "with " + ownLoss(), "topics to make: ", "nothing is done");
      assertThat(
              documented(
                      "freshet submit all --config freshet.yaml --cluster http://localhost:8081",
                      here)
                  .done()
                  .lines())
          .hasSize(3);
      terminal
          .freshet("produce", "--config", config, "--topic", "documents", path("documents.jsonl"))
          .done();
      awaitServing(config);

      // The machine that trains dies in the middle of training.
      terminal.freshet("produce", "--config", config, path("examples.jsonl")).done();
      Await.until("training has begun", SOON, () -> newestStep("registry") > 0);
      cluster.killTaskManagerOf("training");
      cluster.startTaskManager();
      awaitRunning();

      // Then the JobManager.
      cluster.killJobManager();
      awaitRunning();
      assertThat(terminal.freshet(with(at, "submit", "training")).err())
          .contains("training runs already");
      awaitServing(config);

      resumeWithOtherSettings(config, at);
      sameBitsAsUndisturbed(at);
      if (prometheus != null) {
        scraped = prometheus.metrics();
      }
    }
  }

  /** What a real Prometheus saw of all that. */
  @Test
  @Order(3)
  void metricsAreThoseOfTheDocumentationTheBoardsAndTheAlerts() throws Exception {
    assumeThat(Tools.program("prometheus")).as(Tools.ABSENT).isPresent();
    assertThat(scraped).as("the test before this one must pass").isNotEmpty();
    Set<String> documented = Monitoring.documented(installation);
    assertThat(documented).containsAll(scraped.stream().filter(Monitoring::ours).toList());
    Set<String> wanted = new TreeSet<>(documented);
    wanted.addAll(Monitoring.used(installation));
    wanted.removeIf(name -> OF_EVENTS.stream().anyMatch(name::endsWith));
    assertThat(scraped).containsAll(wanted);
  }

  private @Nullable Prometheus watch() throws IOException {
    Optional<Path> program = Tools.program("prometheus");
    return program.isEmpty()
        ? null
        : Prometheus.start(
            program.get(),
            Files.createDirectories(work.resolve("prometheus")),
            cluster.metricsPorts(),
            Monitoring.rules(installation));
  }

  /** Another parallelism of indexing, and a stop and a start of it, lose no document. */
  private void resumeWithOtherSettings(String config, String[] at) throws Exception {
    assertThat(
            documented(
                    "freshet jobs rescale indexing --parallelism N --config F",
                    Map.of(" N", " 2", " F", " " + config, "$", " --cluster " + at[3]))
                .done())
        .startsWith("indexing");
    Await.until("indexing in two tasks", SOON, () -> cluster.rest().runs("indexing"));
    Files.writeString(
        work.resolve("late.jsonl"), "{\"id\": \"late\", \"text\": \"zebrafish quokka axolotl\"}\n");
    terminal
        .freshet("produce", "--config", config, "--topic", "documents", path("late.jsonl"))
        .done();
    Await.until(
        "the late document is found",
        SOON,
        () ->
            terminal
                .freshet("search", "--config", config, "-k", "300", "zebrafish quokka axolotl")
                .done()
                .contains("late"));
    String savepoint =
        documented("freshet jobs stop JOB", Map.of("JOB", "evaluation", "$", " --cluster " + at[3]))
            .done()
            .strip();
    Installation.Output forgetful = terminal.freshet(with(at, "submit", "evaluation"));
    assertThat(forgetful.status()).isEqualTo(1);
    assertThat(forgetful.err()).contains("evaluation ran before", "--from-savepoint", "--fresh");
    terminal.freshet(with(at, "submit", "evaluation", "--from-savepoint", savepoint)).done();
    Await.until("evaluation goes on", SOON, () -> cluster.rest().runs("evaluation"));
    upgradeTraining(cluster, config, at[3]);
  }

  /** As the operations guide says: stopped, and started from where it stood. */
  private void upgradeTraining(ProcessCluster cluster, String config, String url) throws Exception {
    Map<String, String> here = Map.of(" U", " " + url, "freshet.yaml", config);
    String savepoint =
        documented("savepoint=\"$(freshet jobs stop training --cluster U)\"", here).done().strip();
    documented(
            "freshet submit training --config freshet.yaml --cluster U --from-savepoint \"$savepoint\"",
            Map.of(" U", " " + url, "freshet.yaml", config, "\"$savepoint\"", savepoint))
        .done();
    Await.until("training goes on", SOON, () -> cluster.rest().runs("training"));
  }

  /**
   * Runs a command that the documentation shows.
   *
   * @param shown one of {@link NotTyped#ON_A_CLUSTER}
   * @param replaced what stands here for its words; {@code $} is its end
   */
  private Installation.Output documented(String shown, Map<String, String> replaced)
      throws IOException, InterruptedException {
    assertThat(NotTyped.ON_A_CLUSTER).contains(shown);
    typed.add(shown);
    String call = shown.replaceAll("^savepoint=\"\\$\\(|\\)\"$", "").substring("freshet ".length());
    for (Map.Entry<String, String> each : replaced.entrySet()) {
      call =
          each.getKey().equals("$")
              ? call + each.getValue()
              : call.replace(each.getKey(), each.getValue());
    }
    return terminal.freshet(DocumentedCommand.words(call).toArray(String[]::new));
  }

  /** What the killed job learnt, worked off to the end, is what files alone teach. */
  private void sameBitsAsUndisturbed(String[] at) throws Exception {
    String savepoint =
        documented(
                "freshet jobs savepoint JOB", Map.of("JOB", "training", "$", " --cluster " + at[3]))
            .done();
    terminal.freshet(without(at, "jobs", "stop", "training", "--drain")).done();
    String undisturbed = config("undisturbed.yaml", "1.0", "registry-undisturbed");
    terminal
        .freshet(
            "train",
            "--config",
            undisturbed,
            "--input",
            path("examples.jsonl"),
            "--output",
            path("trained"))
        .done();
    assertThat(Files.readAllBytes(work.resolve("trained/model.safetensors")))
        .isEqualTo(Files.readAllBytes(newestVersion("registry").resolve("model.safetensors")));

    // Another weight of the task, from the savepoint before the drain.
    long before = newestStep("registry");
    String reweighted = config("reweighted.yaml", "2.0", "registry");
    flinkRun(
        "-m",
        at[3].substring("http://".length()),
        "-s",
        savepoint.strip(),
        "-C",
        ownLoss().toUri().toString(),
        "-c",
        "io.freshet.jobs.training.TrainingJob",
        jobJar(),
        "--config",
        Path.of(reweighted).toUri().toString());
    terminal.freshet("produce", "--config", reweighted, path("examples.jsonl")).done();
    Await.until("training goes on", SOON, () -> newestStep("registry") > before);
    assertThat(
            documented(
                    "freshet replay --config freshet.yaml --step 12345 --from s3://bucket/checkpoints/training/0f3c.../chk-870",
                    Map.of(
                        "freshet.yaml",
                        reweighted,
                        "12345",
                        Long.toString(before),
                        "s3://bucket/checkpoints/training/0f3c.../chk-870",
                        savepoint.strip()))
                .done())
        .contains("the same to the last bit");
    String end = " --cluster " + at[3];
    documented("freshet jobs stop training", Map.of("$", end)).done();
    documented("freshet jobs cancel JOB", Map.of("JOB", "indexing", "$", end)).done();
    assertThat(typed).containsExactlyInAnyOrderElementsOf(NotTyped.ON_A_CLUSTER);
  }

  /** Starts a job as those do who know Flink and not the command. */
  private void flinkRun(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FlinkImage.OPENS);
    command.addAll(
        List.of(
            "-cp",
            installation.home().resolve("lib/flink") + "/*",
            "org.apache.flink.client.cli.CliFrontend",
            "run",
            "-d"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("FLINK_CONF_DIR", work.resolve("cluster/conf").toString());
    assertThat(Tools.output(builder)).contains("JobID");
  }

  private String jobJar() throws IOException {
    try (Stream<Path> jars = Files.list(installation.home().resolve("usrlib"))) {
      return jars.map(Path::toString)
          .filter(jar -> jar.contains("freshet-flink-jobs-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private void awaitRunning() {
    for (String job : List.of("training", "indexing", "evaluation")) {
      Await.until(job + " runs", SOON, () -> cluster.rest().runs(job));
      Await.until(job + " completes a checkpoint", SOON, () -> cluster.rest().checkpoints(job) > 0);
    }
  }

  private void awaitServing(String config) {
    Await.until(
        "search answers",
        SOON,
        () ->
            terminal
                .freshet("search", "--config", config, "word7 word8")
                .done()
                .contains("document-"));
  }

  private static String[] with(String[] rest, String... command) {
    return Stream.concat(Stream.of(command), Stream.of(rest)).toArray(String[]::new);
  }

  /** Without the configuration, for commands that only ask the cluster. */
  private static String[] without(String[] rest, String... command) {
    return with(new String[] {rest[2], rest[3]}, command);
  }

  private Path newestVersion(String registry) throws IOException {
    try (Stream<Path> versions = Files.list(work.resolve(registry))) {
      return versions
          .filter(folder -> !folder.getFileName().toString().startsWith("."))
          .max(Comparator.comparingLong(ClusterITCase::step))
          .orElseThrow();
    }
  }

  private long newestStep(String registry) throws IOException {
    return step(newestVersion(registry));
  }

  private static long step(Path version) {
    String name = version.getFileName().toString();
    return Long.parseLong(name.substring(0, name.indexOf('-')));
  }

  private String path(String name) {
    return work.resolve(name).toString();
  }

  private String config(String name, String weight, String registry) throws IOException {
    Path file = work.resolve(name);
    Files.writeString(
        file,
        """
        kafka: {bootstrap-servers: "%s", topics: {training-steps: training-steps}}
        opensearch: {url: "%s", alias: cluster}
        model: {path: "%s", max-length: 32, device: cpu, threads: 1}
        tasks: {search: {losses: "info-nce, alignment-uniformity:0.1", weight: %s, batch-size: 8, query-max-length: 16, document-max-length: 32}}
        sampling: {minimum-buffered: 16, tasks-per-step: 1}
        training: {learning-rate: 1e-3, version-every-steps: 40, report-every-steps: 10}
        registry: {path: "%s"}
        indexing: {linger: 100ms, rollback-window: 1s}
        evaluation: {promotion-age: 1m}
        checkpoints: {directory: "%s", interval: 1s}
        """
            .formatted(
                servers.kafka().bootstrapServers(),
                servers.openSearch().url(),
                work.resolve("model"),
                weight,
                work.resolve(registry).toUri(),
                work.resolve("checkpoints").toUri()));
    return file.toString();
  }

  /** Where the jar with a loss of a user's own stands. */
  private Path ownLoss() {
    return installation.home().resolve("usrlib/own-loss.jar");
  }

  /** Puts the jar of the examples beside that of the jobs. */
  private void installOwnLoss() throws IOException {
    Path target = Path.of(System.getProperty("freshet.home")).resolve("examples/target");
    try (Stream<Path> jars = Files.list(target)) {
      Path built =
          jars.filter(
                  jar ->
                      String.valueOf(jar.getFileName())
                          .matches("freshet-examples-[^-]+(-SNAPSHOT)?[.]jar"))
              .findFirst()
              .orElseThrow();
      Files.copy(built, ownLoss(), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @AfterAll
  void removeOwnLoss() throws IOException {
    Files.deleteIfExists(ownLoss());
  }

  private void writeData() throws IOException {
    Random random = new Random(11);
    List<String> texts = new ArrayList<>();
    List<String> documents = new ArrayList<>();
    for (int i = 0; i < DOCUMENTS; i++) {
      String text = words(random, 20);
      texts.add("{\"text\": \"%s\"}".formatted(text));
      documents.add("{\"id\": \"document-%d\", \"text\": \"%s\"}".formatted(i, text));
    }
    List<String> examples = new ArrayList<>();
    for (int i = 0; i < EXAMPLES; i++) {
      String positive = words(random, 12);
      examples.add(
          "{\"task\": \"search\", \"query\": \"%s\", \"pos\": [\"%s\"]}"
              .formatted(positive.substring(0, positive.indexOf(' ', 12)) + " " + i, positive));
    }
    Files.write(work.resolve("texts.jsonl"), texts, UTF_8);
    Files.write(work.resolve("documents.jsonl"), documents, UTF_8);
    Files.write(work.resolve("examples.jsonl"), examples, UTF_8);
  }

  private static String words(Random random, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "word" + random.nextInt(300))
        .collect(Collectors.joining(" "));
  }
}
