/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.jobs.testing.KeptOperators;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Vectors that earlier builds kept are found. */
class VectorsSavepointTest {
  private static final String SIDE = "docs-g1-aaaaaaaa/vector_aaaaaaaa";

  static List<KeptOperators> releases() throws Exception {
    return KeptOperators.ofReleases("indexing");
  }

  /** Keeps vectors for ids that begin with +, tells those of others. */
  private static final class Memory extends VectorHolder {
    private static final long serialVersionUID = 1L;

    Memory(Duration kept) {
      super(kept);
    }

    @Override
    public void open() throws Exception {
      super.open();
      memory.write(Set.of(SIDE));
    }

    @Override
    public void processElement(StreamRecord<String> element) throws Exception {
      String text = element.getValue();
      String id = text.substring(1);
      if (text.startsWith("+")) {
        float seed = id.hashCode() % 100;
        memory.keep(
            id, SIDE, () -> "content of " + id, new float[][] {{seed, 0.5f}, {-seed, 1e-7f}});
      } else {
        output.collect(
            new StreamRecord<>(
                id
                    + memory
                        .find(id, SIDE, () -> "content of " + id)
                        .map(Arrays::deepToString)
                        .orElse(" unknown")));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("releases")
  void vectorsAreFound(KeptOperators kept) throws Exception {
    goOn(kept, "vectors", Duration.ZERO);
    goOn(kept, "vectors-for-a-day", Duration.ofDays(1));
  }

  private static void goOn(KeptOperators kept, String name, Duration keptFor) throws Exception {
    kept.goOn(
        name,
        () ->
            new KeyedOneInputStreamOperatorTestHarness<String, String, String>(
                new Memory(keptFor), text -> text.substring(1), Types.STRING),
        memory -> {
          memory.processElement("+a", 0);
          memory.processElement("+b", 0);
        },
        memory -> {
          for (String text : List.of("?a", "?b", "?c")) {
            memory.processElement(text, 0);
          }
        });
  }
}
