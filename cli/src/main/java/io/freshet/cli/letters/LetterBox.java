/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.letters;

import io.freshet.cli.observe.TopicLog;
import io.freshet.cli.options.FailedException;
import io.freshet.config.KafkaConfig;
import io.freshet.connectors.kafka.DeadLetters;
import io.freshet.connectors.records.DeadLetter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topic of dead letters, to look into and to replay from. Thread-safe. */
public final class LetterBox {
  private static final Logger LOG = LoggerFactory.getLogger(LetterBox.class);

  /** Letters sent in one transaction. */
  private static final int BATCH = 500;

  private final KafkaConfig kafka;

  private LetterBox(KafkaConfig kafka) {
    this.kafka = kafka;
  }

  /** The dead letters of a deployment. */
  public static LetterBox of(KafkaConfig kafka) {
    return new LetterBox(kafka);
  }

  /** The letters that a filter takes, in the order of the topic; each record once. */
  public List<Letter> read(LetterFilter filter) throws FailedException {
    Map<String, Letter> letters = new LinkedHashMap<>();
    Set<String> replayed = new HashSet<>();
    TopicLog.records(
        kafka, kafka.topics().deadLetters(), record -> take(record, letters, replayed));
    return letters.values().stream()
        .map(
            letter ->
                new Letter(
                    letter.letter(),
                    letter.writtenAt(),
                    letter.cut(),
                    replayed.contains(letter.name())))
        .filter(filter::takes)
        .toList();
  }

  /** What {@link #replay} would do. */
  public Replayed wouldReplay(LetterFilter filter) throws FailedException {
    List<Letter> letters = read(filter);
    return counts(letters, sendable(letters).size());
  }

  /**
   * Sends letters to their topics again, those that were not sent before.
   *
   * @throws FailedException where another replay took over, or Kafka refuses
   */
  public Replayed replay(LetterFilter filter) throws FailedException {
    Map<String, Object> settings = new HashMap<>(kafka.properties());
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    // One id for all replays of a deployment: a second one fences off the first.
    settings.put("transactional.id", kafka.groupPrefix() + "dead-letters-replay");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      // Read only now, when no other replay can add marks any more.
      List<Letter> letters = read(filter);
      List<Letter> sendable = sendable(letters);
      for (int from = 0; from < sendable.size(); from += BATCH) {
        producer.beginTransaction();
        for (Letter letter : sendable.subList(from, Math.min(sendable.size(), from + BATCH))) {
          send(producer, letter.letter());
        }
        producer.commitTransaction();
      }
      return counts(letters, sendable.size());
    } catch (ProducerFencedException e) {
      throw new FailedException(
          "another replay began meanwhile; look what it did, and call again", e);
    } catch (KafkaException e) {
      throw new FailedException("Kafka refused the replay: " + e.getMessage(), e);
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, DeadLetter letter) {
    byte[] key = letter.key();
    // A transaction that could not send everything is not committed.
    var unused =
        producer.send(
            new ProducerRecord<>(
                letter.origin().topic(), key.length == 0 ? null : key, letter.value()));
    var unusedMark =
        producer.send(DeadLetters.replayMark(kafka.topics().deadLetters(), letter.origin()));
  }

  private static List<Letter> sendable(List<Letter> letters) {
    return letters.stream().filter(letter -> !letter.replayed() && !letter.cut()).toList();
  }

  private static Replayed counts(List<Letter> letters, long sent) {
    long before = letters.stream().filter(Letter::replayed).count();
    long cut = letters.stream().filter(letter -> letter.cut() && !letter.replayed()).count();
    return new Replayed(sent, before, cut);
  }

  private static void take(
      ConsumerRecord<byte[], byte[]> record, Map<String, Letter> letters, Set<String> replayed) {
    if (DeadLetters.isReplayMark(record)) {
      replayed.add(DeadLetters.keyOf(record));
      return;
    }
    try {
      Letter letter =
          new Letter(
              DeadLetters.fromKafka(record), record.timestamp(), DeadLetters.isCut(record), false);
      letters.putIfAbsent(letter.name(), letter);
    } catch (IllegalArgumentException e) {
      LOG.warn("a record among the dead letters is not one: {}", e.getMessage());
    }
  }
}
