/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.freshet.connectors.types.Fields;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** Scores pair where they are of the same queries and of the same documents. */
class ProbeScoresTest {
  private static final Map<String, Map<String, Double>> NDCG = Map.of("t", Map.of("q", 0.5));

  private static ProbeScores of(String set) {
    return of(set, "64 find: ");
  }

  private static ProbeScores of(String set, String asked) {
    return of(set, asked, OptionalDouble.empty());
  }

  private static ProbeScores of(String set, String asked, OptionalDouble speed) {
    return new ProbeScores(
        "d", NDCG, Map.of("t.recall_10", 1.0), Map.of("t", set), Map.of("t", asked), speed);
  }

  @Test
  void anotherContentOfASetDoesNotPair() {
    assertThat(of("one").pairsWith(of("one"))).isTrue();
    assertThat(of("one").pairsWith(of("two"))).isFalse();
    assertThat(of("one").pairsWith(new ProbeScores("d", NDCG, Map.of()))).isFalse();
  }

  @Test
  void anotherPromptOrLengthDoesNotPair() {
    assertThat(of("one").pairsWith(of("one", "64 "))).isFalse();
    assertThat(of("one").pairsWith(of("one", "32 find: "))).isFalse();
  }

  @Test
  void anotherSpeedPairs() {
    assertThat(of("one").pairsWith(of("one", "64 find: ", OptionalDouble.of(7)))).isTrue();
  }

  @Test
  void comeBackFromState() throws Exception {
    for (ProbeScores scores : List.of(of("one"), of("one", "64 find: ", OptionalDouble.of(51.4)))) {
      DataOutputSerializer out = new DataOutputSerializer(64);
      ProbeScoresCodec.INSTANCE.write(scores, out);
      DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
      assertThat(ProbeScoresCodec.INSTANCE.read(in)).isEqualTo(scores);
      assertThat(in.available()).isZero();
    }
  }

  @Test
  void olderStateKnowsLess() throws Exception {
    DataOutputSerializer out = new DataOutputSerializer(64);
    Fields.writeText("d", out);
    Fields.writeMap(NDCG, (task, to) -> Fields.writeMap(task, Fields::writeDouble, to), out);
    Fields.writeMap(Map.of("t.recall_10", 1.0), Fields::writeDouble, out);
    byte[] old = out.getCopyOfBuffer();
    ProbeScores read = ProbeScoresCodec.INSTANCE.read(new DataInputDeserializer(old), 1);
    assertThat(read.ndcg()).isEqualTo(NDCG);
    assertThat(read.pairsWith(of("one"))).as("so it is scored anew").isFalse();

    Fields.writeMap(Map.of("t", "one"), Fields::writeText, out);
    DataInputDeserializer second = new DataInputDeserializer(out.getCopyOfBuffer());
    ProbeScores unasked = ProbeScoresCodec.INSTANCE.read(second, 2);
    assertThat(unasked.sets()).isEqualTo(Map.of("t", "one"));
    assertThat(unasked.pairsWith(of("one"))).as("so it is scored anew").isFalse();

    Fields.writeMap(Map.of("t", "64 find: "), Fields::writeText, out);
    DataInputDeserializer third = new DataInputDeserializer(out.getCopyOfBuffer());
    assertThat(ProbeScoresCodec.INSTANCE.read(third, 3)).isEqualTo(of("one"));
    assertThatIOException()
        .isThrownBy(() -> ProbeScoresCodec.INSTANCE.read(new DataInputDeserializer(old), 7));
  }
}
