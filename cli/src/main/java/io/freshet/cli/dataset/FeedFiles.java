/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the mined files back as records to send. */
@SuppressWarnings("StreamResourceLeak") // the caller closes the stream that it is given
final class FeedFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private FeedFiles() {}

  /** Lines that are record values themselves, the key taken from a field. */
  static Stream<FeedRecord> values(Path file, FeedTopic topic, String keyField) throws IOException {
    return Files.lines(file)
        .map(
            line ->
                new FeedRecord(
                    topic,
                    parse(line).path(keyField).asText(),
                    Optional.of(line.getBytes(StandardCharsets.UTF_8))));
  }

  /** Lines of {@code key} and {@code value}, where no value is a tombstone. */
  static Stream<FeedRecord> changes(Path file, FeedTopic topic) throws IOException {
    return Files.lines(file)
        .map(FeedFiles::parse)
        .map(
            line ->
                new FeedRecord(
                    topic,
                    line.path("key").asText(),
                    line.hasNonNull("value")
                        ? Optional.of(
                            line.path("value").toString().getBytes(StandardCharsets.UTF_8))
                        : Optional.empty()));
  }

  /** Lines of {@code topic}, {@code key} and {@code base64}: bytes that need not be text. */
  static Stream<FeedRecord> bytes(Path file) throws IOException {
    return Files.lines(file)
        .map(FeedFiles::parse)
        .map(
            line ->
                new FeedRecord(
                    FeedTopic.valueOf(line.path("topic").asText()),
                    line.path("key").asText(),
                    Optional.of(Base64.getDecoder().decode(line.path("base64").asText()))));
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("the mined data is damaged; delete it to mine it again", e);
    }
  }
}
