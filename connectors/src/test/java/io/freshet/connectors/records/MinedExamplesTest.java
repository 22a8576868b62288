/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.json.TrainingMessageJson;
import io.freshet.connectors.kafka.ProducerRecords;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class MinedExamplesTest {
  private static final String DIGEST = "0123456789abcdef0123456789abcdef";

  private static TrainingExample example(String id) {
    return new TrainingExample(
        id,
        "search",
        "query",
        List.of(new TextItem("p", "positive")),
        List.of(new TextItem("", "its own negative")),
        List.of(0.5),
        List.of(0.1),
        "",
        "prompt: ",
        "type",
        0.5,
        77);
  }

  private static Decoded<TrainingMessage> decoded(TrainingMessage message) {
    return TrainingMessageJson.decode(
        RawRecord.ofLine(TrainingMessageJson.encode(message), new Origin("t", 0, 0, -1)));
  }

  @Test
  void nothingButNegativesScoresAndIdAreOthers() {
    TrainingExample example = example("e\n1");
    List<TextItem> negatives = List.of(new TextItem("n", "hard"));
    TrainingExample mined = MinedExamples.of(example, negatives, DIGEST);
    assertThat(mined)
        .isEqualTo(
            new TrainingExample(
                "e\n1~negatives-01234567",
                "search",
                "query",
                example.positives(),
                negatives,
                List.of(),
                List.of(),
                "",
                "prompt: ",
                "type",
                0.5,
                77));
    assertThat(MinedExamples.of(example, negatives, DIGEST)).isEqualTo(mined);
    assertThat(MinedExamples.minedBy(mined)).contains("01234567");
    assertThat(MinedExamples.minedBy(example)).isEmpty();
    assertThat(MinedExamples.minedBy(example("about~negatives-of-film"))).isEmpty();
  }

  @Test
  void recordsSayThatTheyAreMinedInAHeaderAndWithoutOne() {
    TrainingExample mined =
        MinedExamples.of(example("e"), List.of(new TextItem("n", "hard")), DIGEST);
    Header header =
        ProducerRecords.of("t", mined).headers().lastHeader(TrainingMessageJson.MINED_HEADER);
    assertThat(new String(header.value(), StandardCharsets.UTF_8)).isEqualTo("01234567");
    assertThat(ProducerRecords.of("t", example("e")).headers()).isEmpty();
    assertThat(decoded(mined))
        .isInstanceOfSatisfying(
            Decoded.Accepted.class, accepted -> assertThat(accepted.value()).isEqualTo(mined));
  }
}
