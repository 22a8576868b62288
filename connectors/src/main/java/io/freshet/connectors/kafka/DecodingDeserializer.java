/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.types.Codec;
import io.freshet.connectors.types.RecordTypes;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A Kafka record in, exactly one {@link Decoded} out; never an exception. The subclasses say of
 * which topic.
 */
public abstract sealed class DecodingDeserializer<T>
    implements KafkaRecordDeserializationSchema<Decoded<T>>
    permits TrainingMessageDeserializer,
        DocumentDeserializer,
        JudgmentDeserializer,
        ModelVersionDeserializer,
        GenerationDeserializer,
        MetricDeserializer {

  private final Codec<T> codec;

  DecodingDeserializer(Codec<T> codec) {
    this.codec = codec;
  }

  /** Understands one record, or says why not. */
  public abstract Decoded<T> decode(RawRecord raw);

  @Override
  public final void deserialize(
      ConsumerRecord<byte[], byte[]> kafka, Collector<Decoded<T>> collector) {
    collector.collect(decode(RawRecords.of(kafka)));
  }

  @Override
  public final TypeInformation<Decoded<T>> getProducedType() {
    return RecordTypes.decoded(codec);
  }
}
