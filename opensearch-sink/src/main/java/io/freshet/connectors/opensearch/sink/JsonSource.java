/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** JSON as it travels in bulk requests: one line in UTF-8. Stateless. */
final class JsonSource {

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build());

  private JsonSource() {}

  /** Writes JSON. */
  @FunctionalInterface
  interface Writing {
    /** Writes. */
    void to(JsonGenerator json) throws IOException;
  }

  /**
   * A map of texts, numbers, lists, maps, arrays of numbers.
   *
   * @throws IllegalArgumentException if something in it has no form in JSON
   */
  static byte[] of(Map<String, ?> source) {
    try {
      return write(json -> JSON.writeValue(json, source));
    } catch (UncheckedIOException e) {
      throw new IllegalArgumentException("this has no form in JSON: " + source.keySet(), e);
    }
  }

  static byte[] write(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    // Through a writer, which turns unpaired surrogates into question marks; Jackson's own UTF-8
    // would fail on them for ever.
    try (JsonGenerator json =
        JSON.createGenerator(new OutputStreamWriter(bytes, StandardCharsets.UTF_8))) {
      writing.to(json);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot be written as JSON", e);
    }
    return bytes.toByteArray();
  }
}
