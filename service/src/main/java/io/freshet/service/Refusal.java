/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A request that is not answered as its sender wished, in the form that OpenAI's clients read. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final String OF_THE_REQUEST = "invalid_request_error";
  private static final String OF_THE_SERVER = "server_error";

  private final int status;
  private final String type;
  private final @Nullable String param;
  private final @Nullable String code;
  private final int retryAfter;

  private Refusal(
      int status,
      String type,
      String message,
      @Nullable String param,
      @Nullable String code,
      int retryAfter) {
    super(message, null, false, false);
    this.status = status;
    this.type = type;
    this.param = param;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** The request cannot be answered as it is. */
  static Refusal ofRequest(int status, String code, String message) {
    return new Refusal(status, OF_THE_REQUEST, message, null, code, 0);
  }

  /** A field of the body has a value that it cannot have. */
  static Refusal ofField(String field, String message) {
    return new Refusal(400, OF_THE_REQUEST, field + ": " + message, field, "invalid_value", 0);
  }

  /** More requests than are allowed. */
  static Refusal tooMany(String message, int retryAfter) {
    return new Refusal(429, "rate_limit_error", message, null, "rate_limit_exceeded", retryAfter);
  }

  /** The server cannot answer now; the same request may be sent again after some seconds. */
  static Refusal forNow(int status, String code, String message, int retryAfter) {
    return new Refusal(status, OF_THE_SERVER, message, null, code, retryAfter);
  }

  /** Something is wrong with the server. */
  static Refusal ofServer(String message) {
    return new Refusal(500, OF_THE_SERVER, message, null, "internal_error", 0);
  }

  int status() {
    return status;
  }

  /** Seconds after which the request may be sent again. */
  OptionalInt retryAfter() {
    return retryAfter == 0 ? OptionalInt.empty() : OptionalInt.of(retryAfter);
  }

  /** As the client gets it. */
  Answer answer() {
    Answer answer =
        Answer.json(
            status,
            json -> {
              json.writeStartObject();
              json.writeObjectFieldStart("error");
              json.writeStringField("message", getMessage());
              json.writeStringField("type", type);
              json.writeStringField("param", param);
              json.writeStringField("code", code);
              json.writeEndObject();
              json.writeEndObject();
            });
    return retryAfter == 0 ? answer : answer.with("Retry-After", Integer.toString(retryAfter));
  }
}
