/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.dataset;

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
  private record Malformed(FeedTopic topic, String key, byte[] value) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<Malformed> RECORDS =
      List.of(
          training("not json at all"),
          training("{\"task\":\"code-search\",\"query\":\"cut off"),
          training("{\"task\":\"code-search\",\"pos\":[\"no query\"]}"),
          training("{\"task\":\"code-search\",\"query\":\"x\",\"pos\":[\"cut off"),
          training("{\"task\":\"code-search\",\"query\":\"x\",\"pos\":7}"),
          training("[\"an array\"]"),
          training(""),
          bytes(FeedTopic.TRAINING_EXAMPLES, "code-search", 0xff, 0xfe, 0x00, 0x9f),
          document("<document>not json</document>"),
          document("{\"id\":\"malformed\"}"),
          document("{\"id\":\"malformed\",\"title\":\"t\",\"text\":{\"a\":1}}"),
          document("{\"id\":\"another\",\"text\":\"the key says otherwise\"}"),
          bytes(FeedTopic.DOCUMENTS, "malformed", 0xc3, 0x28, 0x7b),
          judgment("{\"query_id\":\"malformed\""),
          judgment("{\"query_id\":\"malformed\",\"task\":\"qa\",\"relevant\":{\"a\":1}}"),
          judgment("{\"query_id\":\"malformed\",\"task\":\"qa\",\"query\":\"q\",\"relevant\":[1]}"),
          new Malformed(FeedTopic.MODEL_VERSIONS, "malformed", utf8("{\"step\":\"many\"}")),
          bytes(FeedTopic.MODEL_VERSIONS, "malformed", 0x80, 0x81));

  private MalformedRecords() {}

  static void write(Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (Malformed record : RECORDS) {
        ObjectNode line = JSON.createObjectNode();
        line.put("topic", record.topic().name());
        line.put("key", record.key());
        line.put("base64", Base64.getEncoder().encodeToString(record.value()));
        out.write(JSON.writeValueAsString(line));
        out.write('\n');
      }
    }
  }

  private static Malformed training(String value) {
    return new Malformed(FeedTopic.TRAINING_EXAMPLES, "code-search", utf8(value));
  }

  private static Malformed document(String value) {
    return new Malformed(FeedTopic.DOCUMENTS, "malformed", utf8(value));
  }

  private static Malformed judgment(String value) {
    return new Malformed(FeedTopic.JUDGMENTS, "malformed", utf8(value));
  }

  private static Malformed bytes(FeedTopic topic, String key, int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return new Malformed(topic, key, bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
