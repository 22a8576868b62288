/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Origin;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

  private static final Origin ORIGIN = new Origin("documents", 3, 99, 1_000);

  private static ConsumerRecord<byte[], byte[]> consumed(ProducerRecord<byte[], byte[]> produced) {
    ConsumerRecord<byte[], byte[]> consumed =
        new ConsumerRecord<>(produced.topic(), 0, 5, produced.key(), produced.value());
    produced.headers().forEach(consumed.headers()::add);
    return consumed;
  }

  @Test
  void lettersComeBackAsTheyWere() {
    byte[] key = {1, (byte) 0xFF};
    byte[] value = {2, 0, (byte) 0xFE};
    DeadLetter letter = new DeadLetter(key, value, ORIGIN, "decode", "wrong-type", "what to do");
    ProducerRecord<byte[], byte[]> kafka = DeadLetters.toKafka("dead-letters", letter);
    assertThat(new String(kafka.key(), StandardCharsets.UTF_8)).isEqualTo("documents-3-99");
    assertThat(kafka.value()).isEqualTo(value);
    assertThat(kafka.headers())
        .extracting(header -> header.key())
        .containsExactly(
            "topic", "partition", "offset", "timestamp", "stage", "reason", "error", "key");
    DeadLetter read = DeadLetters.fromKafka(consumed(kafka));
    assertThat(read).isEqualTo(letter);
    assertThat(read.key()).isEqualTo(key);
    assertThat(read.value()).isEqualTo(value);
    assertThat(read.error()).isEqualTo("what to do");
  }

  @Test
  void largeValuesAreCutWithTheirDigest() {
    byte[] value = new byte[DeadLetters.VALUE_BYTES + 1];
    Arrays.fill(value, (byte) 'x');
    DeadLetter letter =
        new DeadLetter(new byte[0], value, ORIGIN, "index", "too-large", "e".repeat(10_000));
    ProducerRecord<byte[], byte[]> kafka = DeadLetters.toKafka("dead-letters", letter);
    assertThat(kafka.value()).hasSize(DeadLetters.VALUE_BYTES);
    assertThat(kafka.headers().lastHeader(DeadLetters.ORIGINAL_SIZE).value())
        .asString()
        .isEqualTo(Integer.toString(value.length));
    assertThat(kafka.headers().lastHeader(DeadLetters.ORIGINAL_DIGEST).value()).hasSize(64);
    assertThat(DeadLetters.fromKafka(consumed(kafka)).error()).hasSize(4_000);
  }

  @Test
  void otherRecordsAreNoLetters() {
    assertThatThrownBy(
            () ->
                DeadLetters.fromKafka(
                    new ConsumerRecord<>("dead-letters", 0, 5, new byte[0], new byte[0])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dead-letters-0-5 is no dead letter");
  }
}
