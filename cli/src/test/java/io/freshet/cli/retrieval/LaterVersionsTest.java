/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.Candidate;
import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.records.ModelVersion.Verdict;
import io.freshet.serving.QueryVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LaterVersionsTest {
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);
  private static final String C = "c".repeat(64);
  private static final String D = "d".repeat(64);

  @Test
  void whatWasPromotedAfterTheServingVersionCountsTheLastFirst() {
    List<ModelVersion> log =
        new ArrayList<>(
            List.of(
                decision(1, A, Verdict.PROMOTED, 10),
                decision(2, B, Verdict.PROMOTED, 20),
                decision(3, C, Verdict.PROMOTED, 30),
                new Candidate(4, D, "uri-4", "", Map.of(), 35),
                decision(4, D, Verdict.UNDECIDED, 40)));
    assertThat(names(B, log)).containsExactly("3-cccccccc");
    assertThat(names(A, log)).containsExactly("3-cccccccc", "2-bbbbbbbb");
    assertThat(names(C, log)).isEmpty();
    assertThat(LaterVersions.promotedAfter(B, log))
        .containsExactly(new QueryVersion("3-cccccccc", "uri-3", C));

    log.add(decision(3, C, Verdict.ROLLED_BACK, 50));
    assertThat(names(A, log)).as("rolled back").containsExactly("2-bbbbbbbb");
    log.add(decision(1, A, Verdict.PROMOTED, 60));
    assertThat(names(A, log)).as("the serving one was promoted again").isEmpty();
    assertThat(names(D, log)).as("served without a promotion").hasSize(2);
  }

  private static List<String> names(String serving, List<ModelVersion> log) {
    return LaterVersions.promotedAfter(serving, log).stream().map(QueryVersion::name).toList();
  }

  private static Decision decision(long step, String digest, Verdict verdict, long at) {
    return new Decision(step, digest, "uri-" + step, verdict, "", Map.of(), at);
  }
}
