/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What a request is answered.
 *
 * @param headers beside those of the content
 */
@SuppressWarnings("ArrayRecordComponent")
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
  private static final JsonFactory JSON =
      new JsonMapper(
              JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build())
          .getFactory();

  /** Keeps a copy of the headers. */
  public Answer {
    headers = Map.copyOf(headers);
  }

  /** Writes an answer's body. */
  public interface JsonBody {
    void write(JsonGenerator json) throws IOException;
  }

  /** JSON of a status. */
  public static Answer json(int status, JsonBody content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      content.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Answer(status, "application/json", bytes.toByteArray(), Map.of());
  }

  /** The same with another header. */
  public Answer with(String header, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(header, value);
    return new Answer(status, contentType, body, more);
  }
}
