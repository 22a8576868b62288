/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import io.freshet.connectors.records.Decoded;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;

/** Sources over the input topics. */
public final class KafkaSources {

  private KafkaSources() {}

  /**
   * A builder of an unbounded source that starts at the earliest offset unless a checkpoint knows
   * better; everything may still be changed.
   *
   * @param group the consumer group, for people who watch lag; offsets are Flink's own
   * @param properties given to the consumer as they are
   */
  public static <T> KafkaSourceBuilder<Decoded<T>> builder(
      String bootstrapServers,
      Map<String, String> properties,
      String group,
      String topic,
      DecodingDeserializer<T> deserializer) {
    Properties consumer = new Properties();
    // Records of a transaction that was given up are none: a replay that died, a producer that
    // failed.
    consumer.put("isolation.level", "read_committed");
    consumer.putAll(properties);
    return KafkaSource.<Decoded<T>>builder()
        .setProperties(consumer)
        .setBootstrapServers(bootstrapServers)
        .setGroupId(group)
        .setTopics(topic)
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setDeserializer(deserializer);
  }
}
