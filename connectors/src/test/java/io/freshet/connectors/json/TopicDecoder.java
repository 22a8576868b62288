/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.GenerationMessage;
import io.freshet.connectors.records.Judgment;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.Origin;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.connectors.testing.RandomRecords;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The decoder of each topic, and what makes records of what it decoded. */
@SuppressWarnings("ImmutableEnumChecker") // functions without state
enum TopicDecoder {
  TRAINING_EXAMPLES(
      TrainingMessageJson::decode,
      value -> ProducerRecords.of("t", (TrainingMessage) value),
      RandomRecords::trainingMessage),
  DOCUMENTS(
      DocumentJson::decode,
      value -> ProducerRecords.of("t", (DocumentChange) value, true),
      RandomRecords::documentChange),
  JUDGMENTS(
      JudgmentJson::decode,
      value -> ProducerRecords.of("t", (Judgment) value),
      RandomRecords::judgment),
  MODEL_VERSIONS(
      ModelVersionJson::decode,
      value -> ProducerRecords.of("t", (ModelVersion) value),
      RandomRecords::modelVersion),
  GENERATIONS(
      GenerationJson::decode,
      value -> ProducerRecords.of("t", (GenerationMessage) value),
      RandomRecords::generation),
  METRICS(
      MetricJson::decode,
      value -> ProducerRecords.of("t", (MetricRecord) value),
      RandomRecords::metric);

  /** Without a time, so that a record's own is all there is. */
  static final Origin ORIGIN = new Origin("topic", 2, 77, -1);

  private final Function<RawRecord, Decoded<?>> decoder;
  private final Function<Object, ProducerRecord<byte[], byte[]>> encoder;
  private final Function<RandomRecords, Object> sound;

  TopicDecoder(
      Function<RawRecord, Decoded<?>> decoder,
      Function<Object, ProducerRecord<byte[], byte[]>> encoder,
      Function<RandomRecords, Object> sound) {
    this.decoder = decoder;
    this.encoder = encoder;
    this.sound = sound;
  }

  Decoded<?> decode(RawRecord raw) {
    return decoder.apply(raw);
  }

  /** Something that the topic may hold. */
  Object sound(RandomRecords records) {
    return sound.apply(records);
  }

  /** A record that says what was decoded. */
  RawRecord encode(Object value) {
    ProducerRecord<byte[], byte[]> kafka = encoder.apply(value);
    Map<String, String> headers = new HashMap<>();
    kafka
        .headers()
        .forEach(
            header ->
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
    return new RawRecord(
        Optional.of(kafka.key()), Optional.ofNullable(kafka.value()), headers, ORIGIN);
  }

  /**
   * Decodes a record and checks what every decoder promises: no exception, no failure of its own,
   * and of what it accepts a record can be made that says the same.
   *
   * @return the reason of a rejection; empty where the record was accepted
   * @throws AssertionError where the promise is broken
   */
  Optional<String> check(RawRecord raw) {
    Decoded<?> decoded = decode(raw);
    if (decoded instanceof Decoded.Rejected<?> rejected) {
      String reason = rejected.letter().reason();
      if (reason.equals(Reason.INTERNAL_ERROR.word()) || rejected.letter().error().isBlank()) {
        throw new AssertionError(this + ": " + rejected.letter().error());
      }
      return Optional.of(reason);
    }
    Object value = ((Decoded.Accepted<?>) decoded).value();
    Decoded<?> again = decode(encode(value));
    if (!(again instanceof Decoded.Accepted<?> accepted) || !accepted.value().equals(value)) {
      throw new AssertionError(this + ": " + value + " came back as " + again);
    }
    return Optional.empty();
  }
}
