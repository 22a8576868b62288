/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.topics;

import io.freshet.cli.options.FailedException;
import io.freshet.config.KafkaConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Where a record that a command sent stands in its topic.
 *
 * @param offset in the partition
 */
record SentRecord(int partition, long offset) {
  private static final int PATIENCE_MILLIS = 15_000;

  /**
   * Sends one record and waits until it is kept.
   *
   * @throws FailedException where Kafka refuses it
   */
  static SentRecord of(KafkaConfig kafka, ProducerRecord<byte[], byte[]> record)
      throws FailedException, InterruptedException {
    Map<String, Object> settings = new HashMap<>(kafka.properties());
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    settings.put("acks", "all");
    settings.put("max.block.ms", PATIENCE_MILLIS);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      var kept = producer.send(record).get();
      return new SentRecord(kept.partition(), kept.offset());
    } catch (ExecutionException e) {
      throw new FailedException(
          "Kafka at %s did not take the record for %s ('freshet topics' makes missing topics): %s"
              .formatted(kafka.bootstrapServers(), record.topic(), e.getCause()),
          e);
    }
  }
}
