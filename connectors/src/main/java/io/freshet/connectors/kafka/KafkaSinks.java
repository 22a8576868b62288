/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import java.util.Map;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;

/** Sinks for the output topics. */
public final class KafkaSinks {

  private KafkaSinks() {}

  /**
   * A sink whose records are visible at once and may come twice after a failure, with the same key:
   * an exactly-once sink would hide them until the next checkpoint.
   *
   * @param properties given to the producer as they are
   */
  public static <T> KafkaSink<T> atLeastOnce(
      String bootstrapServers,
      Map<String, String> properties,
      KafkaRecordSerializationSchema<T> serializer) {
    Properties producer = new Properties();
    producer.putAll(properties);
    return KafkaSink.<T>builder()
        .setKafkaProducerConfig(producer)
        .setBootstrapServers(bootstrapServers)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(serializer)
        .build();
  }
}
