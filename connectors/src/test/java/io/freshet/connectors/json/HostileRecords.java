/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

import io.freshet.connectors.testing.RandomRecords;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Records that a topic should never hold, the same for the same seed. */
final class HostileRecords {

  /** In what way a record is hostile. */
  enum Kind {
    /** No change: decoders must tell the good from the bad. */
    SOUND,
    /** Some bytes are others. */
    DAMAGED,
    /** Cut off, or with a beginning of itself behind it. */
    TORN,
    /** Any bytes. */
    NOISE,
    /** Arrays and objects in each other, up to thousands. */
    NESTED,
    /** A value stands where another type should. */
    WRONG_TYPE,
    /** Numbers that are none, or too large for any type. */
    NUMBERS,
    /** Two lists that go together differ in length. */
    COUNTS,
    /** Fields twice, or under names of other topics. */
    FIELDS,
    /** Larger than any record may be. */
    OVERSIZED,
    /** A record of another topic. */
    FOREIGN,
    /** No value, an odd key, odd headers. */
    ENVELOPE
  }

  private static final String[] WRONG = {
    "null",
    "true",
    "-1",
    "1e400",
    "NaN",
    "\"\"",
    "\" \"",
    "[]",
    "{}",
    "[null]",
    "[[1]]",
    "0.5",
    "\"\\ud800\"",
    "9223372036854775808",
    "[1,\"a\"]",
    "{\"\":null}",
    "-0.0",
    "\"\\u0000\""
  };

  private final SplittableRandom random;
  private final RandomRecords sound;

  HostileRecords(long seed) {
    random = new SplittableRandom(seed);
    sound = new RandomRecords(seed);
  }

  /** The next record of a kind for a topic. */
  RawRecord next(TopicDecoder topic, Kind kind) {
    RawRecord record = topic.encode(topic.sound(sound));
    byte[] value = record.value().orElse(utf8("{}"));
    return switch (kind) {
      case SOUND -> record;
      case DAMAGED -> with(record, damaged(value));
      case TORN -> with(record, torn(value));
      case NOISE -> with(record, noise(random.nextInt(64)));
      case NESTED -> with(record, nested());
      case WRONG_TYPE, NUMBERS -> with(record, replaced(value, kind));
      case COUNTS -> with(record, counts());
      case FIELDS -> with(record, fields(value));
      case OVERSIZED -> with(record, oversized());
      case FOREIGN -> with(record, foreign());
      case ENVELOPE -> envelope(value);
    };
  }

  private static RawRecord with(RawRecord record, byte[] value) {
    return new RawRecord(record.key(), Optional.of(value), record.headers(), record.origin());
  }

  private byte[] damaged(byte[] value) {
    for (int i = 1 + random.nextInt(4); i > 0 && value.length > 0; i--) {
      value[random.nextInt(value.length)] = (byte) random.nextInt();
    }
    return value;
  }

  private byte[] torn(byte[] value) {
    int cut = random.nextInt(value.length + 1);
    String text = new String(value, 0, cut, StandardCharsets.ISO_8859_1);
    return (random.nextBoolean() ? text : new String(value, StandardCharsets.ISO_8859_1) + text)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private byte[] noise(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] nested() {
    int depth = 1 + random.nextInt(random.nextInt(50) == 0 ? 20_000 : 200);
    String open = random.nextBoolean() ? "[" : "{\"pos\":";
    String close = open.equals("[") ? "]" : "}";
    String inside = open.repeat(depth) + "1" + (random.nextBoolean() ? close.repeat(depth) : "");
    return utf8("{\"task\":\"a\",\"query\":\"q\",\"pos\":" + inside + "}");
  }

  /** Puts a wrong value behind one of the colons. */
  private byte[] replaced(byte[] value, Kind kind) {
    String text = new String(value, StandardCharsets.UTF_8);
    int colon = text.indexOf(':', random.nextInt(text.length()));
    if (colon < 0) {
      colon = text.indexOf(':');
    }
    if (colon < 0) {
      return utf8(wrong(kind));
    }
    int end = colon + 1;
    while (end < text.length() && ",}]".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return utf8(text.substring(0, colon + 1) + wrong(kind) + text.substring(end));
  }

  private String wrong(Kind kind) {
    return kind == Kind.NUMBERS
        ? List.of("1e999", "-1e999", "NaN", "Infinity", "0x10", "01", "1e-999", "9".repeat(400))
            .get(random.nextInt(8))
        : WRONG[random.nextInt(WRONG.length)];
  }

  private byte[] counts() {
    String scores = "1,".repeat(random.nextInt(4)) + "1";
    String texts = "\"a\",".repeat(random.nextInt(4)) + "\"a\"";
    return utf8(
        "{\"task\":\"a\",\"query\":\"q\",\"pos\":[%s],\"pos_scores\":[%s],\"neg\":[%s],\"neg_scores\":[%s]}"
            .formatted(texts, scores, texts, "NaN,".repeat(random.nextInt(2)) + scores));
  }

  private byte[] fields(byte[] value) {
    String text = new String(value, StandardCharsets.UTF_8);
    String more =
        List.of("\"task\":7", "\"query\":null", "\"id\":{}", "\"text\":[]", "\"step\":\"x\"")
            .get(random.nextInt(5));
    return utf8(text.replaceFirst("\\{", "{" + more + ","));
  }

  private byte[] oversized() {
    boolean whole = random.nextBoolean();
    int length = whole ? Limits.VALUE_BYTES : Limits.TEXT_CHARACTERS;
    String text = "x".repeat(length + 1);
    return utf8(
        "{\"task\":\"a\",\"query\":\"%s\",\"id\":\"a\",\"text\":\"%s\",\"query_id\":\"a\"}"
            .formatted(whole ? "q" : text, whole ? text : "t"));
  }

  private byte[] foreign() {
    TopicDecoder[] topics = TopicDecoder.values();
    TopicDecoder other = topics[random.nextInt(topics.length)];
    return other.encode(other.sound(sound)).value().orElse(new byte[0]);
  }

  private RawRecord envelope(byte[] value) {
    byte[] key = noise(random.nextInt(8));
    Map<String, String> headers =
        random.nextBoolean()
            ? Map.of("version", WRONG[random.nextInt(WRONG.length)])
            : Map.of("freshet-type", random.nextBoolean() ? "control" : "poison");
    return new RawRecord(
        random.nextBoolean() ? Optional.of(key) : Optional.empty(),
        random.nextInt(4) == 0 ? Optional.empty() : Optional.of(value),
        headers,
        TopicDecoder.ORIGIN);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
