/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.cli.demo.DemoMaterial;
import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.json.DocumentJson;
import io.freshet.connectors.json.JudgmentJson;
import io.freshet.connectors.json.ModelVersionJson;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.json.TrainingMessageJson;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Decoded.Accepted;
import io.freshet.connectors.records.Decoded.Rejected;
import io.freshet.connectors.records.Origin;
import io.freshet.model.folder.ModelFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoDataTest {
  private static final DemoSize SMALL = new DemoSize(60, 40, 30, 8, 4, 4, 20, 200, 60, 10, 6, 2);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path directory;
  static Path sources;
  static DemoData data;

  @BeforeAll
  static void mine() throws IOException {
    sources = Files.createDirectories(directory.resolve("sources"));
    try (OutputStream out = Files.newOutputStream(sources.resolve("tiny-1.0-sources.jar"));
        JarOutputStream jar = new JarOutputStream(out)) {
      for (int type = 0; type < 60; type++) {
        jar.putNextEntry(new JarEntry("org/example/p" + type % 12 + "/Type" + type + ".java"));
        jar.write(TinySources.type(type).getBytes(StandardCharsets.UTF_8));
      }
      jar.putNextEntry(new JarEntry("org/example/Broken.java"));
      jar.write("class Broken {{{".getBytes(StandardCharsets.UTF_8));
    }
    data = DemoData.prepare(sources, directory.resolve("cache"), SMALL);
  }

  @Test
  void everyTaskHasExamplesJudgmentsAndProbes() throws IOException {
    for (DemoTask task : DemoTask.values()) {
      assertThat(data.counts().examples()).containsKey(task.taskName());
      assertThat(data.counts().judgments().get(task.taskName())).isPositive();
      assertThat(data.counts().probes().get(task.taskName())).isPositive();
      Path folder = data.probes().resolve(task.taskName());
      Set<String> corpus = new HashSet<>();
      lines(folder.resolve("corpus.jsonl")).forEach(line -> corpus.add(line.get("_id").asText()));
      List<String> grades = Files.readAllLines(folder.resolve("qrels").resolve("test.tsv"));
      assertThat(grades.get(0)).isEqualTo("query-id\tcorpus-id\tscore");
      assertThat(grades.stream().skip(1).map(line -> line.split("\t", -1)[1])).isSubsetOf(corpus);
    }
    assertThat(data.counts().unparsed()).isEqualTo(1);
  }

  @Test
  void writesFilesThatProduceSendsWithAConfigurationAndAModel() throws Exception {
    Path folder = directory.resolve("written");
    DemoMaterial material = DemoMaterial.of(data);
    material.write(folder);
    FreshetConfig config = ConfigReader.read(folder.resolve("freshet.yaml"));
    // A container puts other addresses in their place.
    assertThat(config.kafka().bootstrapServers()).isEqualTo("localhost:9092");
    assertThat(config.opensearch().url()).isEqualTo("http://localhost:9200");
    assertThat(ModelFolder.read(Path.of(config.model().path())).digest())
        .isEqualTo(ModelFolder.read(material.model()).digest());
    assertThat(Path.of(config.evaluation().probePath())).isDirectory();
    for (Path file : List.of(data.trainingExamples(), data.documents(), data.judgments())) {
      assertThat(folder.resolve(file.getFileName())).hasSameBinaryContentAs(file);
    }
    assertThatThrownBy(() -> material.write(folder)).isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void noHeldOutQueryHasTheIdOfAnExample() throws IOException {
    Set<String> heldOut = new HashSet<>();
    for (JsonNode judgment : lines(data.judgments())) {
      heldOut.add(judgment.get("query_id").asText());
    }
    for (DemoTask task : DemoTask.values()) {
      lines(data.probes().resolve(task.taskName()).resolve("queries.jsonl"))
          .forEach(query -> assertThat(heldOut.add(query.get("_id").asText())).isTrue());
    }
    for (JsonNode example : lines(data.trainingExamples())) {
      assertThat(heldOut).doesNotContain(example.get("id").asText());
    }
  }

  @Test
  void noHeldOutQueryOrCodeSearchAnswerStandsInTraining() throws IOException {
    Set<String> trained = new HashSet<>();
    Set<String> positives = new HashSet<>();
    for (JsonNode example : lines(data.trainingExamples())) {
      trained.add(Texts.normal(example.get("query").asText()));
      trained.add(Texts.normal(example.get("pos").get(0).get("text").asText()));
      if (!example.get("task").asText().equals("qa")) {
        positives.add(example.get("pos").get(0).get("id").asText());
      }
    }
    Set<String> judged = new HashSet<>();
    for (JsonNode judgment : lines(data.judgments())) {
      judged.add(Texts.normal(judgment.get("query").asText()));
      if (judgment.get("task").asText().equals("code-search")) {
        judgment
            .get("relevant")
            .fieldNames()
            .forEachRemaining(id -> assertThat(positives).doesNotContain(id));
      }
    }
    Set<String> probed = new HashSet<>();
    for (DemoTask task : DemoTask.values()) {
      lines(data.probes().resolve(task.taskName()).resolve("queries.jsonl"))
          .forEach(query -> probed.add(Texts.normal(query.get("text").asText())));
    }
    assertThat(judged).isNotEmpty().doesNotContainAnyElementsOf(trained);
    assertThat(probed)
        .isNotEmpty()
        .doesNotContainAnyElementsOf(trained)
        .doesNotContainAnyElementsOf(judged);
  }

  @Test
  void judgedDocumentsStandInTheIndexAndAreNeverDeleted() throws IOException {
    Set<String> relevant = new TreeSet<>();
    lines(data.judgments())
        .forEach(judgment -> judgment.get("relevant").fieldNames().forEachRemaining(relevant::add));
    Set<String> documents = new HashSet<>();
    try (Stream<FeedRecord> records = data.initialDocuments()) {
      records.forEach(record -> documents.add(record.key()));
    }
    assertThat(documents).containsAll(relevant);

    List<FeedRecord> updates;
    try (Stream<FeedRecord> records = data.documentUpdates()) {
      updates = records.toList();
    }
    List<String> deleted =
        updates.stream().filter(r -> r.value().isEmpty()).map(FeedRecord::key).toList();
    assertThat(deleted).hasSize(6).doesNotContainAnyElementsOf(relevant);
    assertThat(updates).hasSize(10 + 6 + 2);
    assertThat(deleted).contains(updates.get(updates.size() - 1).key());
  }

  @Test
  void aChangedDocumentStandsShortenedAtFirst() throws IOException {
    FeedRecord change;
    try (Stream<FeedRecord> records = data.documentUpdates()) {
      change = records.filter(record -> record.value().isPresent()).findFirst().orElseThrow();
    }
    String whole = JSON.readTree(change.value().orElseThrow()).get("text").asText();
    JsonNode first =
        lines(data.documents()).stream()
            .filter(document -> document.get("id").asText().equals(change.key()))
            .findFirst()
            .orElseThrow();
    assertThat(whole).startsWith(first.get("text").asText()).contains("\n");
    assertThat(first.get("text").asText()).doesNotContain("\n");
  }

  @Test
  void everyTopicHasSeveralKindsOfMalformedRecords() throws IOException {
    try (Stream<FeedRecord> records = data.malformedRecords()) {
      List<FeedRecord> malformed = records.toList();
      for (FeedTopic topic : FeedTopic.values()) {
        assertThat(malformed).filteredOn(record -> record.topic() == topic).hasSizeGreaterThan(1);
      }
      assertThat(malformed).allSatisfy(r -> assertThat(decoded(r)).isInstanceOf(Rejected.class));
    }
  }

  @Test
  void everythingElseIsUnderstood() throws IOException {
    try (Stream<FeedRecord> examples = data.examples();
        Stream<FeedRecord> documents = data.initialDocuments();
        Stream<FeedRecord> judgments = data.heldOutJudgments();
        Stream<FeedRecord> updates = data.documentUpdates()) {
      assertThat(Stream.of(examples, documents, judgments, updates).flatMap(all -> all))
          .isNotEmpty()
          .allSatisfy(record -> assertThat(decoded(record)).isInstanceOf(Accepted.class));
    }
  }

  private static Decoded<?> decoded(FeedRecord record) {
    RawRecord raw =
        new RawRecord(
            Optional.of(record.key().getBytes(StandardCharsets.UTF_8)),
            record.value(),
            Map.of(),
            new Origin("topic", 0, 0, 0));
    return switch (record.topic()) {
      case TRAINING_EXAMPLES -> TrainingMessageJson.decode(raw);
      case DOCUMENTS -> DocumentJson.decode(raw);
      case JUDGMENTS -> JudgmentJson.decode(raw);
      case MODEL_VERSIONS -> ModelVersionJson.decode(raw);
    };
  }

  @Test
  void whatIsMinedIsKeptAndMinedTheSameAgain() throws IOException {
    DemoData again = DemoData.prepare(sources, directory.resolve("cache"), SMALL);
    DemoData elsewhere = DemoData.prepare(sources, directory.resolve("other"), SMALL);

    assertThat(again).isEqualTo(data);
    assertThat(elsewhere.trainingExamples()).hasSameBinaryContentAs(data.trainingExamples());
    assertThat(elsewhere.judgments()).hasSameBinaryContentAs(data.judgments());
    assertThat(elsewhere.counts()).isEqualTo(data.counts());
  }

  @Test
  void nothingToMineIsAnError() throws IOException {
    Path empty = Files.createDirectories(directory.resolve("empty"));
    assertThatThrownBy(() -> DemoData.prepare(empty, directory.resolve("none")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("-sources.jar");
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }
}
