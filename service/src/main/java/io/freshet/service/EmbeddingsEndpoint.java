/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service;

import com.fasterxml.jackson.core.JsonGenerator;
import io.freshet.model.EmbeddingModel;
import io.freshet.service.http.Answer;
import io.freshet.service.http.Endpoint;
import io.freshet.service.http.Refusal;
import io.freshet.service.http.RequestBody;
import io.freshet.serving.live.LiveIndex;
import io.freshet.serving.live.LiveIndex.Encoded;
import io.freshet.serving.live.NotReadyException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;

/** {@code POST /v1/embeddings}. */
record EmbeddingsEndpoint(LiveIndex index, TaskQueries tasks, int mostTexts) implements Endpoint {

  @Override
  public CompletableFuture<Answer> answer(byte[] body) throws IOException {
    EmbeddingsRequest request = EmbeddingsRequest.parse(RequestBody.parse(body), tasks, mostTexts);
    return encoded(request).thenApply(encoded -> answer(request, encoded));
  }

  private CompletableFuture<Encoded> encoded(EmbeddingsRequest request) throws NotReadyException {
    return request.task().isPresent()
        ? index.encode(request.texts(), request.task().get())
        : index.encode(request.texts(), request.role());
  }

  private static Answer answer(EmbeddingsRequest request, Encoded encoded) {
    int width = encoded.vectors()[0].length;
    int kept = request.dimensions().orElse(width);
    if (kept > width) {
      throw Refusal.ofField(
          "dimensions",
          "%d is not allowed; the serving version's embeddings have %d".formatted(kept, width));
    }
    return Answer.json(
            200,
            json -> {
              json.writeStartObject();
              json.writeStringField("object", "list");
              json.writeArrayFieldStart("data");
              for (int i = 0; i < encoded.vectors().length; i++) {
                float[] vector = encoded.vectors()[i];
                json.writeStartObject();
                json.writeStringField("object", "embedding");
                json.writeNumberField("index", i);
                json.writeFieldName("embedding");
                write(
                    json,
                    kept == width ? vector : EmbeddingModel.shortened(vector, kept),
                    request.base64());
                json.writeEndObject();
              }
              json.writeEndArray();
              json.writeStringField("model", encoded.generation().versionName());
              json.writeObjectFieldStart("usage");
              json.writeNumberField("prompt_tokens", encoded.tokens());
              json.writeNumberField("total_tokens", encoded.tokens());
              json.writeEndObject();
              json.writeEndObject();
            })
        .with("Freshet-Generation", encoded.generation().index())
        .with("Freshet-Digest", encoded.generation().digest());
  }

  private static void write(JsonGenerator json, float[] vector, boolean base64) throws IOException {
    if (base64) {
      ByteBuffer bytes =
          ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(vector);
      json.writeBinary(bytes.array());
      return;
    }
    json.writeStartArray();
    for (float number : vector) {
      json.writeNumber(number);
    }
    json.writeEndArray();
  }
}
