/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every example of {@code docs/records.md} is a record that its topic's decoder takes. */
class RecordsPageTest {
  /** A fenced block whose info string is {@code json TOPIC} or {@code json TOPIC TYPE}. */
  private static final Pattern EXAMPLE =
      Pattern.compile("^```json ?(\\S*) ?(\\S*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private static final Map<String, Function<RawRecord, Decoded<?>>> DECODERS =
      Map.of(
          "training-examples", TrainingMessageJson::decode,
          "documents", DocumentJson::decode,
          "judgments", JudgmentJson::decode,
          "model-versions", ModelVersionJson::decode,
          "generations", GenerationJson::decode,
          "metrics", MetricJson::decode,
          "training-steps", StepManifestJson::decode);

  @Test
  void everyExampleIsAccepted() throws IOException {
    String page =
        Files.readString(Path.of(System.getProperty("freshet.home"), "docs", "records.md"));
    Set<String> shown = new TreeSet<>();
    Matcher examples = EXAMPLE.matcher(page);
    while (examples.find()) {
      String topic = examples.group(1);
      int line = 1 + (int) page.substring(0, examples.start()).lines().count();
      assertThat(DECODERS).as("topic of the example in line %d", line).containsKey(topic);
      Decoded<?> decoded =
          DECODERS.get(topic).apply(record(examples.group(2), examples.group(3), line));
      assertThat(decoded).as("line %d: %s", line, decoded).isInstanceOf(Decoded.Accepted.class);
      shown.add(topic);
    }
    assertThat(shown).as("topics with an example").isEqualTo(new TreeSet<>(DECODERS.keySet()));
  }

  private static RawRecord record(String type, String json, int line) {
    RawRecord plain =
        RawRecord.ofLine(json.getBytes(UTF_8), new Origin("docs/records.md", 0, line, 0));
    return type.isEmpty()
        ? plain
        : new RawRecord(
            plain.key(),
            plain.value(),
            Map.of(TrainingMessageJson.TYPE_HEADER, type),
            plain.origin());
  }
}
