/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.documents;

import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.Origin;
import io.freshet.jobs.testing.KeptOperators;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The guard of documents goes on from what the guards of earlier builds kept. */
class DocumentsSavepointTest {
  private static final GuardSettings FORGETS =
      new GuardSettings(true, Duration.ofHours(1), Duration.ofHours(3));

  static List<KeptOperators> releases() throws Exception {
    return KeptOperators.ofReleases("indexing");
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, SourcedChange, SourcedChange>
      guard() throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new KeyedProcessOperator<>(new LastVersionGuard(FORGETS)), SourcedChange::id, Types.STRING);
  }

  private static void pass(
      KeyedOneInputStreamOperatorTestHarness<String, SourcedChange, ?> guard,
      DocumentChange... changes)
      throws Exception {
    for (DocumentChange change : changes) {
      guard.processElement(
          new SourcedChange(change, new Origin("documents", 0, change.version(), 0)), 0);
    }
  }

  private static DocumentChange write(String id, long version) {
    return new DocumentChange.Upsert(id, version, "title", "text", Map.of("at", "" + version));
  }

  /** Stale changes stay out, texts that stay the same are known, and times to forget are kept. */
  @ParameterizedTest
  @MethodSource("releases")
  void theGuardGoesOn(KeptOperators kept) throws Exception {
    kept.goOn(
        "guard",
        DocumentsSavepointTest::guard,
        guard -> {
          guard.setProcessingTime(0);
          pass(guard, write("a", 4), write("b", 5), write("c", 6));
          pass(guard, new DocumentChange.Delete("b", 7), new DocumentChange.Delete("d", 8));
        },
        guard -> {
          pass(guard, write("a", 3), write("b", 6), write("d", 7));
          pass(guard, write("a", 9));
          guard.setProcessingTime(Duration.ofHours(2).toMillis());
          pass(guard, write("b", 6), write("d", 7), write("c", 5));
        });
  }
}
