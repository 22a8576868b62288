/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service.http;

import org.jspecify.annotations.Nullable;

/** A request that is not answered as its sender wished, in the form that OpenAI's clients read. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final String OF_THE_REQUEST = "invalid_request_error";
  private static final String OF_THE_SERVER = "server_error";

  private final int status;
  private final String type;
  private final @Nullable String param;
  private final String code;
  private final String header;
  private final String value;

  private Refusal(int status, String type, String message, @Nullable String param, String code) {
    this(status, type, message, param, code, "", "");
  }

  private Refusal(
      int status,
      String type,
      String message,
      @Nullable String param,
      String code,
      String header,
      String value) {
    super(message, null, false, false);
    this.status = status;
    this.type = type;
    this.param = param;
    this.code = code;
    this.header = header;
    this.value = value;
  }

  /** The request cannot be answered as it is. */
  public static Refusal ofRequest(int status, String code, String message) {
    return new Refusal(status, OF_THE_REQUEST, message, null, code);
  }

  /** A field of the body has a value that it cannot have. */
  public static Refusal ofField(String field, String message) {
    return new Refusal(400, OF_THE_REQUEST, field + ": " + message, field, "invalid_value");
  }

  /** A token is needed. */
  public static Refusal ofStranger(String message) {
    return new Refusal(
        401, OF_THE_REQUEST, message, null, "invalid_api_key", "WWW-Authenticate", "Bearer");
  }

  /** The path takes another method. */
  public static Refusal ofMethod(String allowed, String message) {
    return new Refusal(405, OF_THE_REQUEST, message, null, "method_not_allowed", "Allow", allowed);
  }

  /** More requests than are allowed; another may be sent after some seconds. */
  public static Refusal tooMany(String message, int retryAfter) {
    return later(429, "rate_limit_error", "rate_limit_exceeded", message, retryAfter);
  }

  /** The server cannot answer now; the same request may be sent again after some seconds. */
  public static Refusal forNow(int status, String code, String message, int retryAfter) {
    return later(status, OF_THE_SERVER, code, message, retryAfter);
  }

  private static Refusal later(
      int status, String type, String code, String message, int retryAfter) {
    return new Refusal(
        status, type, message, null, code, "Retry-After", Integer.toString(retryAfter));
  }

  /** Something is wrong with the server. */
  public static Refusal ofServer(String message) {
    return new Refusal(500, OF_THE_SERVER, message, null, "internal_error");
  }

  /** The status of the answer. */
  public int status() {
    return status;
  }

  /** As the client gets it. */
  public Answer answer() {
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
    return header.isEmpty() ? answer : answer.with(header, value);
  }
}
