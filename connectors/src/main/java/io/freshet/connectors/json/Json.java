/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.records.Decoded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/** What the decoders and encoders of this package share. */
final class Json {

  private static final int NESTING = 100;

  /** The parser's word for where the text came from, which it does not know either. */
  private static final Pattern SOURCE = Pattern.compile(" ?\\(start marker at \\[.*?]\\)");

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(NESTING).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  /** A decoder that may reject. */
  @FunctionalInterface
  interface Decoder<T> {
    T decode(RawRecord raw) throws Rejection;
  }

  static <T> Decoded<T> decode(RawRecord raw, Decoder<T> decoder) {
    try {
      return new Decoded.Accepted<>(decoder.decode(raw), raw.received());
    } catch (Rejection rejection) {
      return rejected(raw, rejection.reason(), String.valueOf(rejection.getMessage()));
    } catch (RuntimeException bug) {
      // One record must not be able to stop a job for ever, whatever is wrong with the decoder.
      return rejected(
          raw, Reason.INTERNAL_ERROR.word(), "the decoder failed; please report: " + bug);
    }
  }

  private static <T> Decoded<T> rejected(RawRecord raw, String reason, String error) {
    return new Decoded.Rejected<>(raw.received().letter("decode", reason, error));
  }

  /** The value as a JSON object. */
  static JsonFields object(RawRecord raw) throws Rejection {
    if (raw.value().isEmpty()) {
      throw new Rejection(
          Reason.MISSING_FIELD, "the record has no value; send a JSON object as its value");
    }
    byte[] value = raw.value().get();
    if (value.length > Limits.VALUE_BYTES) {
      throw new Rejection(
          Reason.TOO_LARGE,
          "the value has %d bytes, %d at most; send its texts shorter"
              .formatted(value.length, Limits.VALUE_BYTES));
    }
    JsonNode node;
    try {
      node = MAPPER.readTree(value);
    } catch (JsonProcessingException e) {
      throw new Rejection(
          Reason.MALFORMED_JSON,
          "the value is not one JSON object in UTF-8: "
              + problem(e)
              + (e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset()));
    } catch (IOException e) {
      throw new Rejection(
          Reason.MALFORMED_JSON, "the value is not one JSON object in UTF-8: " + e.getMessage());
    }
    if (node.isMissingNode()) {
      throw new Rejection(
          Reason.MALFORMED_JSON, "the value is empty; send a JSON object as its value");
    }
    if (!(node instanceof ObjectNode object)) {
      throw new Rejection(
          Reason.WRONG_TYPE,
          "the value is a JSON " + JsonFields.kind(node) + "; send a JSON object as its value");
    }
    return new JsonFields(object, "");
  }

  /** The parser's hints are for programmers who could set it otherwise. */
  private static String problem(JsonProcessingException e) {
    String message = SOURCE.matcher(e.getOriginalMessage()).replaceAll("");
    return message.startsWith("Non-standard token")
        ? message.substring(0, message.indexOf(": "))
            + ", no number of JSON; leave the field out or send null,"
        : message;
  }

  /** The key as text; the empty string where there is none. */
  static String key(RawRecord raw) throws Rejection {
    if (raw.key().isEmpty()) {
      return "";
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(raw.key().get()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new Rejection(Reason.MALFORMED_KEY, "the key is not UTF-8; send keys as UTF-8 text");
    }
  }

  static ObjectNode newObject() {
    return MAPPER.createObjectNode();
  }

  /** Compact JSON text of a node. */
  static String text(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON nodes can always be written", e);
    }
  }

  /** Unpaired surrogates have no UTF-8 and come out as question marks. */
  static byte[] bytes(ObjectNode object) {
    return text(object).getBytes(StandardCharsets.UTF_8);
  }

  static void putNumber(ObjectNode object, String name, double value) {
    if (Double.isFinite(value)) {
      object.put(name, value);
    } else {
      object.putNull(name);
    }
  }

  static void putNumbers(ObjectNode object, String name, Map<String, Double> values) {
    ObjectNode child = object.putObject(name);
    values.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> putNumber(child, entry.getKey(), entry.getValue()));
  }
}
