/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import io.freshet.cli.letters.Letter;
import io.freshet.cli.letters.LetterBox;
import io.freshet.cli.letters.LetterFilter;
import io.freshet.cli.options.FailedException;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.service.http.Answer;
import io.freshet.service.http.RequestBody;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Dead letters as the page lists them. */
record PageLetters(LetterBox letters) {
  private static final int SHOWN = 100;

  /** Characters of a record's value that are sent. */
  private static final int VALUE = 4_000;

  /** The filter that a body names; what is empty chooses nothing. */
  static LetterFilter filter(RequestBody body) {
    return LetterFilter.of(given(body, "topic"), given(body, "stage"), given(body, "reason"));
  }

  private static Optional<String> given(RequestBody body, String field) {
    return body.text(field).filter(text -> !text.isBlank());
  }

  /** {@code POST /page/letters}: the newest that the filter takes, and how many it takes. */
  Answer list(RequestBody body) throws FailedException {
    body.allow(Set.of("topic", "stage", "reason"));
    List<Letter> all = letters.read(filter(body));
    return Answer.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeNumberField("count", all.size());
          json.writeArrayFieldStart("letters");
          for (int i = all.size() - 1; i >= Math.max(0, all.size() - SHOWN); i--) {
            write(json, all.get(i));
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, Letter letter) throws IOException {
    DeadLetter dead = letter.letter();
    json.writeStartObject();
    json.writeStringField("name", letter.name());
    json.writeStringField("topic", dead.origin().topic());
    json.writeNumberField("writtenAt", letter.writtenAt());
    json.writeStringField("stage", dead.stage());
    json.writeStringField("reason", dead.reason());
    json.writeStringField("error", dead.error());
    json.writeBooleanField("replayed", letter.replayed());
    json.writeBooleanField("cut", letter.cut());
    json.writeStringField("key", shortened(dead.key()));
    json.writeStringField("value", shortened(dead.value()));
    json.writeEndObject();
  }

  private static String shortened(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    return text.length() <= VALUE ? text : text.substring(0, VALUE) + "..";
  }
}
