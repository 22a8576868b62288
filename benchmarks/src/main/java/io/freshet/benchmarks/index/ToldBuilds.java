/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.index;

import io.freshet.config.KafkaConfig;
import io.freshet.connectors.json.GenerationJson;
import io.freshet.connectors.kafka.RawRecords;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.GenerationMessage;
import io.freshet.connectors.records.GenerationRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the job told of its builds, in order. */
record ToldBuilds(List<GenerationRecord> records) {

  /** How long reading all documents was told to take, and how long it took, in milliseconds. */
  record BuildTime(long told, long took) {}

  /** Reads the topic of generations, which has one partition, to its end as it is now. */
  static ToldBuilds read(KafkaConfig kafka) {
    TopicPartition only = new TopicPartition(kafka.topics().generations(), 0);
    List<GenerationRecord> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(only));
      consumer.seekToBeginning(List.of(only));
      long end = consumer.endOffsets(List.of(only)).getOrDefault(only, 0L);
      while (consumer.position(only) < end) {
        consumer
            .poll(Duration.ofSeconds(1))
            .forEach(
                record -> {
                  if (GenerationJson.decode(RawRecords.of(record))
                          instanceof Decoded.Accepted<GenerationMessage> accepted
                      && accepted.value() instanceof GenerationRecord told) {
                    records.add(told);
                  }
                });
      }
    }
    return new ToldBuilds(records);
  }

  /** Of a build whose duration was told before it began. */
  Optional<BuildTime> time(int number) {
    OptionalLong told =
        records.stream()
            .filter(record -> record.number() == number)
            .mapToLong(GenerationRecord::expectedMillis)
            .max();
    OptionalLong from = first(number, "BACKFILLING");
    OptionalLong to = first(number, "CATCHING_UP");
    return told.isPresent() && told.getAsLong() > 0 && from.isPresent() && to.isPresent()
        ? Optional.of(new BuildTime(told.getAsLong(), to.getAsLong() - from.getAsLong()))
        : Optional.empty();
  }

  private OptionalLong first(int number, String state) {
    return records.stream()
        .filter(record -> record.number() == number && record.state().equals(state))
        .mapToLong(GenerationRecord::changedAt)
        .min();
  }
}
