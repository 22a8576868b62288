/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import io.freshet.connectors.json.DocumentJson;
import io.freshet.connectors.json.GenerationJson;
import io.freshet.connectors.json.JudgmentJson;
import io.freshet.connectors.json.MetricJson;
import io.freshet.connectors.json.ModelVersionJson;
import io.freshet.connectors.json.TrainingMessageJson;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.GenerationMessage;
import io.freshet.connectors.records.Judgment;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.TrainingMessage;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Records as Kafka's producer takes them, with their keys and headers. */
public final class ProducerRecords {

  private ProducerRecords() {}

  /** An example or a control. */
  public static ProducerRecord<byte[], byte[]> of(String topic, TrainingMessage message) {
    return withHeaders(
        new ProducerRecord<>(
            topic, TrainingMessageJson.key(message), TrainingMessageJson.encode(message)),
        TrainingMessageJson.headers(message));
  }

  /**
   * A change of a document.
   *
   * @param declareVersion whether the change's version goes along; if not, the offset will be it.
   *     Never mix the two in one topic.
   */
  @SuppressWarnings("NullAway") // a null value is Kafka's tombstone
  public static ProducerRecord<byte[], byte[]> of(
      String topic, DocumentChange change, boolean declareVersion) {
    return withHeaders(
        new ProducerRecord<>(
            topic, DocumentJson.key(change), DocumentJson.encode(change).orElse(null)),
        DocumentJson.headers(change, declareVersion));
  }

  /** A judged query. */
  @SuppressWarnings("NullAway") // a null value is Kafka's tombstone
  public static ProducerRecord<byte[], byte[]> of(String topic, Judgment judgment) {
    return new ProducerRecord<>(
        topic, JudgmentJson.key(judgment), JudgmentJson.encode(judgment).orElse(null));
  }

  /** A candidate or a decision. */
  public static ProducerRecord<byte[], byte[]> of(String topic, ModelVersion version) {
    return new ProducerRecord<>(
        topic, ModelVersionJson.key(version), ModelVersionJson.encode(version));
  }

  /** An observed or desired state of a generation. */
  public static ProducerRecord<byte[], byte[]> of(String topic, GenerationMessage generation) {
    return new ProducerRecord<>(
        topic, GenerationJson.key(generation), GenerationJson.encode(generation));
  }

  /** A metric. */
  public static ProducerRecord<byte[], byte[]> of(String topic, MetricRecord metric) {
    return new ProducerRecord<>(topic, MetricJson.key(metric), MetricJson.encode(metric));
  }

  private static ProducerRecord<byte[], byte[]> withHeaders(
      ProducerRecord<byte[], byte[]> kafka, Map<String, String> headers) {
    headers.forEach(
        (name, value) -> kafka.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    return kafka;
  }
}
