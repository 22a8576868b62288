/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records that no producer of training examples should send, the same for the same seed: those that
 * cannot be read, and those that can and are hard on the sampler and the trainer.
 */
final class HostileMessages {

  /** In what way a record is hostile. */
  enum Kind {
    /** Any bytes. */
    NOISE,
    /** A sound record that is cut off. */
    TORN,
    /** Objects in each other. */
    NESTED,
    /** A value stands where another type should, or a number that no type holds. */
    WRONG_TYPE,
    /** A task that nobody configured. */
    STRANGER,
    /** No value, or neither a key nor a task. */
    EMPTY,
    /** Settings that no task can have. */
    CONTROL,
    /** One of a few texts, over and over, as query, positive and negative of each other. */
    REPEATED,
    /** Letters of all planes, marks without letters, spaces of all kinds. */
    STRANGE_TEXT,
    /** Texts far longer than a model reads. */
    LONG_TEXT,
    /** Thousands of positives and negatives. */
    MANY_TEXTS,
    /** Times before and after all others, weights and scores as small and as large as there are. */
    EXTREME,
    /** Scores that are missing, or of one value only. */
    UNSCORED,
    /** Nothing is wrong with it. */
    SOUND
  }

  private static final String[] WRONG = {
    "null", "true", "-1", "1e400", "\"\"", "[]", "{}", "[null]", "[[1]]", "9223372036854775808"
  };
  private static final String[] SETTINGS = {
    "\"batch-size\":0",
    "\"batch-size\":\"many\"",
    "\"temperature\":0",
    "\"temperature\":-1",
    "\"no-such-key\":1",
    "\"kind\":\"sorcery\"",
    "\"kind\":\"language-modelling\"",
    "\"losses\":\"info-nce, info-nce\"",
    "\"matryoshka\":\"100000\"",
    "\"weight\":\"NaN\"",
    "\"learning-rate-factor\":2",
    "\"query-max-length\":-5"
  };
  private static final int[] STRANGE = {
    0x20, 0xA0, 0x2003, 0x200B, 0x301, 0x202E, 0x9, 0x4E2D, 0x1F600, 0x1D400, 0x10FFFF, 0x61, 0xFFFD
  };

  private final SplittableRandom random;
  private long number;

  HostileMessages(long seed) {
    random = new SplittableRandom(seed);
  }

  /** The next record of any kind. */
  ProducerRecord<byte[], byte[]> next(String topic) {
    Kind[] kinds = Kind.values();
    return next(topic, kinds[random.nextInt(kinds.length)]);
  }

  private ProducerRecord<byte[], byte[]> next(String topic, Kind kind) {
    number++;
    return switch (kind) {
      case NOISE -> record(topic, noise(1 + random.nextInt(64)));
      case TORN -> {
        String sound = sound();
        yield record(topic, sound.substring(0, random.nextInt(sound.length() - 1)));
      }
      case NESTED -> record(topic, "{\"pos\":".repeat(1 + random.nextInt(3_000)));
      case WRONG_TYPE -> {
        String field =
            List.of("query", "pos", "neg", "pos_scores", "weight").get(random.nextInt(5));
        yield record(topic, object("search", field, WRONG[random.nextInt(WRONG.length)]));
      }
      case STRANGER -> record(topic, example("nobody" + random.nextInt(100), text(), text()));
      case EMPTY -> random.nextBoolean() ? tombstone(topic) : record(topic, "{\"query\":\"q\"}");
      case CONTROL -> control(topic);
      case REPEATED -> record(topic, example(task(), few(), few(), few()));
      case STRANGE_TEXT -> record(topic, example(task(), strange(), strange(), strange()));
      case LONG_TEXT -> record(topic, example(task(), text().repeat(400), text().repeat(400)));
      case MANY_TEXTS -> record(topic, many());
      case EXTREME -> record(topic, extreme());
      case UNSCORED -> record(topic, unscored());
      case SOUND -> record(topic, sound());
    };
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, String value) {
    return record(topic, value.getBytes(StandardCharsets.UTF_8));
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, byte[] value) {
    return new ProducerRecord<>(topic, new byte[0], value);
  }

  @SuppressWarnings("NullAway") // a tombstone
  private static ProducerRecord<byte[], byte[]> tombstone(String topic) {
    return new ProducerRecord<>(topic, new byte[] {1}, null);
  }

  private ProducerRecord<byte[], byte[]> control(String topic) {
    ProducerRecord<byte[], byte[]> record =
        record(
            topic,
            "{\"task\":\"search\",\"settings\":{"
                + SETTINGS[random.nextInt(SETTINGS.length)]
                + "}}");
    record.headers().add("freshet-type", "control".getBytes(StandardCharsets.UTF_8));
    return record;
  }

  private byte[] noise(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private String task() {
    return random.nextBoolean() ? "search" : "sts";
  }

  private String text() {
    return "text " + random.nextInt(1_000_000) + " of " + number + " ";
  }

  private String few() {
    return "one of " + random.nextInt(5);
  }

  private String strange() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      text.appendCodePoint(STRANGE[random.nextInt(STRANGE.length)]);
    }
    return text.toString();
  }

  private String sound() {
    return example(task(), text(), text(), text());
  }

  /** An example whose texts may be anything that JSON strings may hold. */
  private String example(String task, String query, String positive, String... negatives) {
    String scores = task.equals("sts") ? ",\"pos_scores\":[" + random.nextInt(6) / 5.0 + "]" : "";
    List<String> quoted = new ArrayList<>();
    for (String negative : negatives) {
      quoted.add(quoted(negative));
    }
    return "{\"task\":\"%s\",\"query\":%s,\"pos\":[%s],\"neg\":[%s]%s}"
        .formatted(task, quoted(query), quoted(positive), String.join(",", quoted), scores);
  }

  private String object(String task, String field, String value) {
    return "{\"task\":\"%s\",\"query\":\"q\",\"pos\":[\"p\"],\"%s\":%s}"
        .formatted(task, field, value);
  }

  private String many() {
    String positives = String.join(",", Collections.nCopies(900, quoted(text())));
    List<String> negatives = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      negatives.add(quoted(text() + i));
    }
    return "{\"task\":\"search\",\"query\":%s,\"pos\":[%s],\"neg\":[%s]}"
        .formatted(quoted(text()), positives, String.join(",", negatives));
  }

  private String extreme() {
    String weight = List.of("0", "1e-300", "1e6", "1e300").get(random.nextInt(4));
    String score = List.of("1e6", "-1e6", "1e-320", "1e308").get(random.nextInt(4));
    String time =
        List.of("-9223372036854775808", "9223372036854775807", "0", "-1").get(random.nextInt(4));
    return "{\"task\":\"sts\",\"query\":%s,\"pos\":[%s],\"pos_scores\":[%s],\"weight\":%s,\"timestamp\":%s}"
        .formatted(quoted(text()), quoted(text()), score, weight, time);
  }

  private String unscored() {
    String scores = random.nextBoolean() ? "" : ",\"pos_scores\":[1]";
    return "{\"task\":\"sts\",\"query\":%s,\"pos\":[%s]%s}"
        .formatted(quoted(text()), quoted(text()), scores);
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\t", "\\t") + "\"";
  }
}
