/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.kafka.DeadLetters;
import io.freshet.connectors.kafka.KafkaDeadLetterHandler;
import io.freshet.connectors.kafka.TopicAdmin;
import io.freshet.connectors.kafka.TopicSpec;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.generations.GenerationSpec;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.IndexOperation;
import io.freshet.connectors.opensearch.generations.IndexOperationCodec;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The sink in a Flink job, with a real node and a real broker for its dead letters. */
@ExtendWith(ServersExtension.class)
class IndexingSinkITCase {

  private static final int DOCUMENTS = 450;

  @Test
  void storesWhatItCanAndKeepsTheRestAsDeadLetters(Servers servers) throws Exception {
    String alias = Servers.unique("sink");
    String topic = Servers.unique("dead-letters");
    String bootstrap = servers.kafka().bootstrapServers();
    ConnectionSettings settings = ConnectionSettings.of(servers.openSearch().url());
    TopicAdmin.ensure(bootstrap, Map.of(), List.of(TopicSpec.events(topic, 1)));
    GenerationSpec spec = Fixture.spec(alias, 1, "dddddddd44444444");
    List<IndexOperation> operations = new ArrayList<>();
    for (int i = 0; i < DOCUMENTS; i++) {
      operations.add(Fixture.put(spec, "d" + i, i, "text " + i, 1, i));
    }
    operations.add(Fixture.put(spec, "wrong", DOCUMENTS, "three dimensions", 1, 2, 3));
    operations.add(Fixture.tombstone(spec, "d0", DOCUMENTS + 1));
    try (OpenSearchConnection connection = OpenSearchConnection.open(settings)) {
      GenerationStore generations = new GenerationStore(connection);
      generations.create(spec);
      Configuration configuration = new Configuration();
      configuration.set(PipelineOptions.GENERIC_TYPES, false);
      StreamExecutionEnvironment environment =
          StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
      environment
          .fromData(
              IndexOperationCodec.typeInformation(), operations.toArray(new IndexOperation[0]))
          .sinkTo(
              Fixture.sink(
                  settings, alias, new KafkaDeadLetterHandler(bootstrap, Map.of(), topic)));
      environment.execute();
      generations.refresh(spec.index());
      assertThat(generations.count(spec.index())).isEqualTo(DOCUMENTS - 1);
      DeadLetter letter = onlyLetter(bootstrap, topic);
      assertThat(letter.reason()).isEqualTo("mapping");
      assertThat(letter.stage()).isEqualTo("index");
      assertThat(letter.origin().offset()).isEqualTo(DOCUMENTS);
    }
  }

  private static DeadLetter onlyLetter(String bootstrap, String topic) {
    List<DeadLetter> letters = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap, "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      for (int polls = 0; polls < 60 && letters.isEmpty(); polls++) {
        consumer.poll(Duration.ofSeconds(1)).forEach(r -> letters.add(DeadLetters.fromKafka(r)));
      }
    }
    assertThat(letters).hasSize(1);
    return letters.get(0);
  }
}
