/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.records.GenerationRecord;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.registry.LocalFolders;
import io.freshet.connectors.registry.ModelRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command of the documentation is run as a reader would type it: in reading order, in one
 * folder, over one platform, which the pages themselves start. A test a command; each ends with 0.
 */
@ExtendWith(UnpackedExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentedCommandsITCase {
  private static final Duration SOON = Duration.ofMinutes(4);

  /** The page whose commands start the platform, which the others then ask. */
  private static final String FIRST = "docs/own-data.md";

  /** Of the versions of the generations that {@code docs/generations.md} speaks of. */
  private static final String DIGEST = "1a2b3c4d5e6f78901a2b3c4d5e6f7890";

  /** Commands that run until Ctrl-C, and what they say once they can be used. */
  private static final Map<String, String> ENDLESS =
      Map.of(
          "freshet local .*", "ready; ",
          "freshet serve .*", "listening on ",
          "freshet status --page .*", "its token");

  /**
   * Searches: what was sent is in the index a moment later, and the service loads a version first.
   */
  private static final String PATIENT = "(freshet search|curl) .*";

  /** Where what was begun can be reached, read from what it says. */
  private static final Map<String, Pattern> ADDRESSES =
      Map.of(
          "flink", Pattern.compile("(?m)^Flink +(http\\S+)$"),
          "service", Pattern.compile("(?m)^listening on http://(\\S+)$"));

  @TempDir private static Path folder;
  private final Installation installation;
  private final Map<String, String> addresses = new LinkedHashMap<>();
  private final Set<String> done = new HashSet<>();
  private Terminal terminal;

  DocumentedCommandsITCase(Installation installation) {
    this.installation = installation;
  }

  @BeforeAll
  void fillTheFolder() throws IOException {
    ReaderFolder.fill(folder);
    terminal = Terminal.open(installation, folder);
  }

  @AfterAll
  void leave() throws IOException, InterruptedException {
    terminal.leave();
  }

  @TestFactory
  Stream<DynamicTest> everyCommand() throws IOException {
    List<DocumentedCommand> typed =
        DocumentedCommand.all().stream()
            .filter(Placeholders::complete)
            .filter(command -> NotTyped.reason(command).isEmpty())
            .toList();
    assertThat(typed).hasSizeGreaterThan(60);
    return Stream.concat(
        Stream.concat(
            typed.stream().filter(command -> command.page().equals(FIRST)).map(this::test),
            Stream.of(dynamicTest("what the other pages assume", this::prepareForOtherPages))),
        typed.stream().filter(command -> !command.page().equals(FIRST)).map(this::test));
  }

  private DynamicTest test(DocumentedCommand command) {
    return dynamicTest(command.toString(), () -> type(command));
  }

  /** Once, however many pages show it. */
  private void type(DocumentedCommand command) throws Exception {
    if (!done.add(command.normal())) {
      return;
    }
    DocumentedCommand filled = Placeholders.filled(command, addresses);
    for (String output : filled.outputs()) {
      LocalFolders.delete(folder.resolve(output));
    }
    Optional<String> ready =
        ENDLESS.entrySet().stream()
            .filter(entry -> filled.normal().matches(entry.getKey()))
            .map(Map.Entry::getValue)
            .findFirst();
    if (ready.isPresent()) {
      begin(filled, ready.get());
    } else if (filled.normal().matches(PATIENT)) {
      Await.until(filled.toString(), SOON, () -> answered(ended(filled).out()));
    } else {
      Installation.Output unused = ended(filled);
    }
  }

  /** An error of the service is an answer for curl, which then ends with 0. */
  private static boolean answered(String out) {
    return !out.isBlank() && !out.contains("\"error\":");
  }

  private Installation.Output ended(DocumentedCommand command)
      throws IOException, InterruptedException {
    Installation.Output output = terminal.type(command.text());
    assertThat(output.status()).as("%s%n%s%n%s", command, output.out(), output.err()).isZero();
    return output;
  }

  private void begin(DocumentedCommand command, String ready)
      throws IOException, InterruptedException {
    if (command.normal().startsWith("freshet local ")) {
      // Not the usual port of the search service: it may be another's on this machine.
      Files.writeString(
          folder.resolve("freshet.yaml"), "\nserving: {port: 0}\n", StandardOpenOption.APPEND);
    } else {
      terminal.endLast();
    }
    String said = terminal.begin(command.call().orElseThrow(), ready, SOON);
    ADDRESSES.forEach(
        (name, pattern) ->
            pattern.matcher(said).results().forEach(match -> addresses.put(name, match.group(1))));
  }

  /** A configuration of the platform with tasks of these pages, and a generation being built. */
  private void prepareForOtherPages() throws Exception {
    FreshetConfig running = ConfigReader.read(folder.resolve("freshet-data/running.yaml"));
    Files.writeString(
        folder.resolve("freshet.yaml"),
        """
        kafka: {bootstrap-servers: "%s", topics: {training-examples: examples, generations: told-generations, model-versions: told-versions}}
        opensearch: {url: "%s"}
        model: {path: models/bert, max-length: 32, device: cpu, threads: 1}
        tasks:
          search: {query-max-length: 16, document-max-length: 32, batch-size: 16}
          stsb: {kind: similarity}
          reviews: {kind: similarity}
        sampling: {minimum-buffered: 16, replay-ratio: 0}
        registry: {path: "%s"}
        evaluation: {probe-path: probes}
        serving: {port: 0}
        """
            .formatted(
                running.kafka().bootstrapServers(),
                running.opensearch().connection().url(),
                running.registry().path()),
        UTF_8);
    terminal.type("./freshet topics --config freshet.yaml").done();
    terminal
        .type("./freshet produce --config freshet.yaml --topic judgments judgments.jsonl")
        .done();
    ModelRegistry registry = new ModelRegistry(running.registry().path());
    for (int step = 6; step <= 8; step++) {
      registry.publish(folder.resolve("models/bert"), ModelVersion.name(step, DIGEST));
    }
    tellGenerations(running.kafka().bootstrapServers());
  }

  private static void tellGenerations(String bootstrapServers) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      List<String> states = List.of("RETIRING", "SERVING", "BACKFILLING");
      for (int i = 0; i < states.size(); i++) {
        int number = 6 + i;
        ModelVersion version =
            new ModelVersion.Candidate(number, DIGEST, "file:///r/" + number, "", Map.of(), number);
        GenerationRecord generation =
            new GenerationRecord(
                "docs-g%d-1a2b3c4d".formatted(number),
                number,
                number,
                DIGEST,
                states.get(i),
                0.5,
                0,
                number,
                0,
                "");
        producer.send(ProducerRecords.of("told-versions", version)).get(30, TimeUnit.SECONDS);
        producer.send(ProducerRecords.of("told-generations", generation)).get(30, TimeUnit.SECONDS);
      }
    }
  }
}
