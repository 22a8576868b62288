/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.connectors.kafka.TopicAdmin;
import io.freshet.connectors.kafka.TopicSpec;
import io.freshet.embedded.testing.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Types the first steps of docs/sql.md, with the addresses of this test. */
final class SqlGuide {
  private static final Path HOME = Path.of(System.getProperty("freshet.home"));
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Pattern BLOCK = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

  /** What is asked here instead: to a small model that never learnt, equal texts alone are near. */
  private static final String QUESTION =
      "Checkpoints A checkpoint holds the state of every operator and the offsets of every topic.";

  private final SqlGateway sql;
  private final Servers servers;
  private final String topic = Servers.unique("articles");

  SqlGuide(SqlGateway sql, Servers servers) {
    this.sql = sql;
    this.servers = servers;
  }

  /** Follows the page from the first statement to the deleted article. */
  void follow() throws Exception {
    TopicAdmin.ensure(
        servers.kafka().bootstrapServers(), Map.of(), List.of(TopicSpec.compacted(topic, 1)));
    List<List<String>> blocks = blocks();
    assertThat(blocks).as("set-up, articles, question, change").hasSize(4);
    String job = "";
    for (String statement : blocks.get(0)) {
      List<String> answer = sql.run(statement);
      job = statement.startsWith("INSERT") ? answer.get(0) : job;
    }
    run(blocks.get(1));
    List<String> question = blocks.get(2);
    String search = question.get(question.size() - 1);
    run(question.subList(0, question.size() - 1));
    until(search, found -> found.size() == 3);
    assertThat(sql.run(search).get(0)).startsWith("checkpoints|Checkpoints|820|");
    run(blocks.get(3));
    until(search, found -> found.get(0).startsWith("checkpoints|Checkpoints|821|"));
    delete("checkpoints");
    until(
        search,
        found -> found.size() == 2 && found.stream().noneMatch(row -> row.startsWith("check")));
    wrongOptionsAreNamed();
    String unused = String.join("", sql.run("STOP JOB '" + job + "'"));
  }

  private void wrongOptionsAreNamed() {
    assertThatThrownBy(
            () -> sql.run("SELECT * FROM searchable /*+ OPTIONS('vector.dimensions' = '3') */"))
        .hasMessageContaining(
            "'freshet-opensearch' has no option 'vector.dimensions';"
                + " did you mean 'vector.dimension'?");
  }

  private void run(List<String> statements) throws IOException, InterruptedException {
    for (String statement : statements) {
      assertThat(sql.run(statement)).as(statement).isNotEmpty();
    }
  }

  private void until(String search, Predicate<List<String>> found) {
    Await.until(search, SOON, () -> found.test(sql.run(search)));
  }

  private void delete(String id) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers.kafka().bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, id, null)).get(60, TimeUnit.SECONDS);
    }
  }

  private List<List<String>> blocks() throws IOException {
    String page = Files.readString(HOME.resolve("docs/sql.md"));
    String steps =
        page.substring(page.indexOf("\n## First steps\n"), page.indexOf("\n## Models\n"));
    Map<String, String> here =
        Map.of(
            "'/opt/jars/flink-sql-connector-kafka-5.0.0-2.2.jar'",
                "'" + SqlGateway.kafkaJar() + "'",
            "'localhost:9092'", "'" + servers.kafka().bootstrapServers() + "'",
            "'topic' = 'articles'", "'topic' = '" + topic + "'",
            "'http://localhost:9200'", "'" + servers.openSearch().url() + "'",
            "'index' = 'articles'", "'index' = '" + topic + "'",
            "'file:///models/minilm'",
                "'" + HOME.resolve("model/src/test/resources/fixtures/encoders/bert").toUri() + "'",
            "'vector.dimension' = '384'", "'vector.dimension' = '32'",
            "'what does a job come back with after a failure'", "'" + QUESTION + "'");
    for (Map.Entry<String, String> place : here.entrySet()) {
      assertThat(steps).contains(place.getKey());
      steps = steps.replace(place.getKey(), place.getValue());
    }
    return BLOCK
        .matcher(steps)
        .results()
        .map((MatchResult block) -> statements(block.group(1)))
        .toList();
  }

  private static List<String> statements(String block) {
    return Stream.of(block.split(";\n", -1))
        .map(String::strip)
        .filter(statement -> !statement.isEmpty())
        .toList();
  }
}
