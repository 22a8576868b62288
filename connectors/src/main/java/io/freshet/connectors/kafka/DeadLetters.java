/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import io.freshet.connectors.Sha256;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Origin;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Dead letters in Kafka: the value is the record's own bytes, all else stands in headers. The key
 * is topic-partition-offset, so a letter written again after a failure is the same letter.
 */
public final class DeadLetters {

  /** The topic that the record was read from. */
  public static final String TOPIC = "topic";

  /** Its partition. */
  public static final String PARTITION = "partition";

  /** Its offset. */
  public static final String OFFSET = "offset";

  /** Its timestamp, milliseconds since the epoch. */
  public static final String TIMESTAMP = "timestamp";

  /** What it was being used for. */
  public static final String STAGE = "stage";

  /** The short stable word. */
  public static final String REASON = "reason";

  /** The full message. */
  public static final String ERROR = "error";

  /** Its key's bytes. */
  public static final String KEY = "key";

  /** How many bytes its value had, where the letter's was cut. */
  public static final String ORIGINAL_SIZE = "original-size";

  /** SHA-256 of its whole value in hexadecimal, where the letter's was cut. */
  public static final String ORIGINAL_DIGEST = "original-sha256";

  /** In place of all of them on the mark that a letter was replayed. */
  public static final String REPLAYED = "replayed";

  /** Bytes of a value that a letter keeps at most; stays below Kafka's default limit of 1 MiB. */
  public static final int VALUE_BYTES = 512 << 10;

  private static final int KEY_BYTES = 64 << 10;
  private static final int ERROR_CHARACTERS = 4_000;

  private DeadLetters() {}

  /** The letter's key. */
  public static String key(Origin origin) {
    return origin.topic() + "-" + origin.partition() + "-" + origin.offset();
  }

  /** The letter as Kafka's producer takes it. */
  public static ProducerRecord<byte[], byte[]> toKafka(String topic, DeadLetter letter) {
    Origin origin = letter.origin();
    byte[] value = letter.value();
    boolean cut = value.length > VALUE_BYTES;
    ProducerRecord<byte[], byte[]> kafka =
        new ProducerRecord<>(
            topic, utf8(key(origin)), cut ? Arrays.copyOf(value, VALUE_BYTES) : value);
    String error = letter.error();
    kafka
        .headers()
        .add(TOPIC, utf8(origin.topic()))
        .add(PARTITION, utf8(Integer.toString(origin.partition())))
        .add(OFFSET, utf8(Long.toString(origin.offset())))
        .add(TIMESTAMP, utf8(Long.toString(origin.timestamp())))
        .add(STAGE, utf8(letter.stage()))
        .add(REASON, utf8(letter.reason()))
        .add(ERROR, utf8(error.substring(0, Math.min(error.length(), ERROR_CHARACTERS))))
        .add(KEY, Arrays.copyOf(letter.key(), Math.min(letter.key().length, KEY_BYTES)));
    if (cut) {
      kafka
          .headers()
          .add(ORIGINAL_SIZE, utf8(Integer.toString(value.length)))
          .add(ORIGINAL_DIGEST, utf8(Sha256.hex(value)));
    }
    return kafka;
  }

  /**
   * The letter that {@link #toKafka} wrote, its value cut where that one was.
   *
   * @throws IllegalArgumentException if a header is missing or no number
   */
  public static DeadLetter fromKafka(ConsumerRecord<byte[], byte[]> kafka) {
    return new DeadLetter(
        header(kafka, KEY),
        kafka.value() == null ? new byte[0] : kafka.value(),
        new Origin(
            text(kafka, TOPIC),
            Integer.parseInt(text(kafka, PARTITION)),
            Long.parseLong(text(kafka, OFFSET)),
            Long.parseLong(text(kafka, TIMESTAMP))),
        text(kafka, STAGE),
        text(kafka, REASON),
        text(kafka, ERROR));
  }

  /** The record that marks the letter of an origin as replayed; it has the letter's key. */
  public static ProducerRecord<byte[], byte[]> replayMark(String topic, Origin origin) {
    ProducerRecord<byte[], byte[]> mark =
        new ProducerRecord<>(topic, utf8(key(origin)), new byte[0]);
    mark.headers().add(REPLAYED, utf8("true"));
    return mark;
  }

  /** Whether a record of the topic is the mark of a replay and no letter. */
  public static boolean isReplayMark(ConsumerRecord<byte[], byte[]> kafka) {
    return kafka.headers().lastHeader(REPLAYED) != null;
  }

  /** Whether a letter's value is only the beginning of the record's. */
  public static boolean isCut(ConsumerRecord<byte[], byte[]> kafka) {
    return kafka.headers().lastHeader(ORIGINAL_SIZE) != null;
  }

  /** The key of a letter, or of the mark that it was replayed. */
  public static String keyOf(ConsumerRecord<byte[], byte[]> kafka) {
    return kafka.key() == null ? "" : new String(kafka.key(), StandardCharsets.UTF_8);
  }

  private static byte[] header(ConsumerRecord<byte[], byte[]> kafka, String name) {
    Header header = kafka.headers().lastHeader(name);
    if (header == null || header.value() == null) {
      throw new IllegalArgumentException(
          "record %s-%d-%d is no dead letter: it has no header '%s'"
              .formatted(kafka.topic(), kafka.partition(), kafka.offset(), name));
    }
    return header.value();
  }

  private static String text(ConsumerRecord<byte[], byte[]> kafka, String name) {
    return new String(header(kafka, name), StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
