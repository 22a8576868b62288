/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.mining;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/** Records that no decoder can use, of several kinds a topic. */
final class MalformedRecords {
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  private record Malformed(FeedTopic topic, byte[] value) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<Malformed> RECORDS =
      List.of(
          text(FeedTopic.TRAINING_EXAMPLES, "not json at all"),
          text(FeedTopic.TRAINING_EXAMPLES, "{\"task\":\"code-search\",\"query\":\"cut off"),
          text(FeedTopic.TRAINING_EXAMPLES, "{\"task\":\"code-search\",\"pos\":[\"no query\"]}"),
          text(FeedTopic.TRAINING_EXAMPLES, "{\"task\":\"qa\",\"query\":\"no positive\"}"),
          text(FeedTopic.TRAINING_EXAMPLES, "{\"task\":\"qa\",\"query\":\"x\",\"pos\":7}"),
          text(FeedTopic.TRAINING_EXAMPLES, "[\"an array\"]"),
          bytes(FeedTopic.TRAINING_EXAMPLES, 0xff, 0xfe, 0x00, 0x9f),
          bytes(FeedTopic.TRAINING_EXAMPLES),
          text(FeedTopic.DOCUMENTS, "<document>not json</document>"),
          text(FeedTopic.DOCUMENTS, "{\"id\":\"malformed\",\"title\":\"no text\"}"),
          text(FeedTopic.DOCUMENTS, "{\"id\":\"malformed\",\"title\":\"t\",\"text\":{\"a\":1}}"),
          bytes(FeedTopic.DOCUMENTS, 0xc3, 0x28, 0x7b),
          text(FeedTopic.JUDGMENTS, "{\"query_id\":\"malformed\""),
          text(FeedTopic.JUDGMENTS, "{\"query_id\":\"malformed\",\"task\":\"qa\",\"relevant\":{}}"),
          text(
              FeedTopic.JUDGMENTS,
              "{\"query_id\":\"malformed\",\"task\":\"qa\",\"query\":\"q\",\"relevant\":[1]}"),
          text(FeedTopic.MODEL_VERSIONS, "{\"step\":\"many\"}"),
          bytes(FeedTopic.MODEL_VERSIONS, 0x80, 0x81));

  private MalformedRecords() {}

  static void write(Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      int number = 0;
      for (Malformed record : RECORDS) {
        ObjectNode line = JSON.createObjectNode();
        line.put("topic", record.topic().name());
        line.put("key", "malformed-" + number++);
        line.put("base64", Base64.getEncoder().encodeToString(record.value()));
        out.write(JSON.writeValueAsString(line));
        out.write('\n');
      }
    }
  }

  private static Malformed text(FeedTopic topic, String value) {
    return new Malformed(topic, value.getBytes(StandardCharsets.UTF_8));
  }

  private static Malformed bytes(FeedTopic topic, int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return new Malformed(topic, bytes);
  }
}
