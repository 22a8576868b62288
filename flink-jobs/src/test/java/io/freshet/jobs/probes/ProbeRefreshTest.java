/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.freshet.config.ProbeRefreshConfig;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.Judgment;
import io.freshet.evaluation.beir.BeirDocument;
import io.freshet.jobs.probes.HeldOutQueries.Query;
import io.freshet.jobs.probes.ProbeRefresh.Result;
import io.freshet.jobs.probes.ProbeSet.JudgedText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A refresh changes no more of a set than its policy lets it, and the same of the same input. */
class ProbeRefreshTest {
  private static final String TASK = "search";

  private final Map<String, StreamJudgment> judgments = new LinkedHashMap<>();
  private final Map<String, DocumentChange> documents = new LinkedHashMap<>();

  private void judge(String id, String text, long time, Map<String, Integer> relevant) {
    judgments.put(id, new StreamJudgment(new Judgment(id, TASK, text, relevant), time));
  }

  /** Queries {@code q<from>} to below {@code q<to>}, each with the document of its number. */
  private void judge(int from, int to, long time) {
    for (int i = from; i < to; i++) {
      judge("q" + i, "query " + i, time, Map.of("d" + i, 1));
      document("d" + i, "text " + i);
    }
  }

  private void document(String id, String text) {
    documents.put(id, new DocumentChange.Upsert(id, 1, "", text, Map.of()));
  }

  private static ProbeRefreshConfig policy(int queries, double replace, int corpus) {
    return new ProbeRefreshConfig(queries, replace, corpus, 1);
  }

  private Result refresh(ProbeSet former, ProbeRefreshConfig policy, Query... trained) {
    return new ProbeRefresh(TASK, former, judgments).apply(policy, documents, Set.of(trained));
  }

  @Test
  void fillsAnEmptySetUpToItsSizeWithTheirDocumentsAndOthers() {
    judge(0, 50, 10);
    Result first = refresh(ProbeSet.empty(), policy(20, 0.25, 30));
    assertThat(first.set().queries()).hasSize(20);
    assertThat(first.added()).isEqualTo(20);
    assertThat(first.kept() + first.dropped()).isZero();
    assertThat(first.set().corpus()).hasSize(30);
    first
        .set()
        .queries()
        .values()
        .forEach(query -> assertThat(first.set().corpus()).containsKeys(documentsOf(query)));
    Result small = refresh(ProbeSet.empty(), policy(20, 0.25, 5));
    assertThat(small.set().corpus()).as("judged documents are never left out").hasSize(20);
  }

  private static String[] documentsOf(JudgedText query) {
    return query.grades().keySet().toArray(new String[0]);
  }

  @Test
  void changesNothingWhereNothingIsNewer() {
    judge(0, 50, 10);
    ProbeSet first = refresh(ProbeSet.empty(), policy(20, 0.25, 30)).set();
    Result second = refresh(first, policy(20, 0.25, 30));
    assertThat(second.set().queries()).isEqualTo(first.queries());
    assertThat(second.set().corpus()).isEqualTo(first.corpus());
    assertThat(second.kept()).isEqualTo(20);
    assertThat(second.added() + second.dropped()).isZero();
  }

  @Test
  void replacesAShareByNewerOnesOnly() {
    judge(0, 50, 10);
    ProbeSet first = refresh(ProbeSet.empty(), policy(20, 0.25, 30)).set();
    judge(50, 53, 11);
    Result few = refresh(first, policy(20, 0.25, 30));
    assertThat(few.set().queries()).hasSize(20).containsKeys("q50", "q51", "q52");
    assertThat(few.dropped()).isEqualTo(3);
    judge(53, 90, 11);
    Result many = refresh(first, policy(20, 0.25, 30));
    assertThat(many.set().queries()).hasSize(20);
    assertThat(List.of(many.kept(), many.added(), many.dropped())).containsExactly(15, 5, 5);
    Set<String> added = new TreeSet<>(many.set().queries().keySet());
    added.removeAll(first.queries().keySet());
    assertThat(added).allMatch(id -> Integer.parseInt(id.substring(1)) >= 50);
    assertThat(many.set().mark()).isEqualTo(new ProbeSet.Mark(2, 11));
    assertThat(refresh(first, policy(20, 0, 30)).set().queries()).isEqualTo(first.queries());
  }

  @Test
  void fillsFreePlacesWithNewerOnesFirstAndThenWithOlder() {
    judge(0, 10, 10);
    ProbeSet first = refresh(ProbeSet.empty(), policy(4, 0.25, 30)).set();
    judge(10, 13, 11);
    Result grown = refresh(first, policy(8, 0.25, 30));
    assertThat(List.of(grown.kept(), grown.added(), grown.dropped())).containsExactly(4, 4, 0);
    assertThat(grown.set().queries()).containsKeys("q10", "q11", "q12");
    Result shrunk = refresh(grown.set(), policy(3, 0.25, 30));
    assertThat(List.of(shrunk.kept(), shrunk.added(), shrunk.dropped())).containsExactly(3, 0, 5);
  }

  @Test
  void takesNoQueryThatWasTrainedOn() {
    judge(0, 10, 10);
    Result result =
        refresh(
            ProbeSet.empty(), policy(20, 0.25, 30), new Query(TASK, "q3"), new Query("qa", "q4"));
    assertThat(result.set().queries()).hasSize(9).doesNotContainKey("q3");
    assertThat(result.trained()).isEqualTo(1);
  }

  @Test
  void aTextIsOneProbe() {
    judge(0, 4, 10);
    ProbeSet first = refresh(ProbeSet.empty(), policy(20, 0.25, 30)).set();
    judge("again", "Query  2", 11, Map.of("d0", 1));
    judge("old", "twice", 10, Map.of("d0", 1));
    judge("new", "TWICE", 11, Map.of("d1", 1));
    Result result = refresh(first, policy(20, 0.25, 30));
    assertThat(result.set().queries()).containsOnlyKeys("q0", "q1", "q2", "q3", "new");
    assertThat(result.repeated()).isEqualTo(2);
  }

  @Test
  void standingQueriesFollowTheStream() {
    judge(0, 6, 10);
    document("other", "another");
    ProbeSet first = refresh(ProbeSet.empty(), policy(20, 0, 30)).set();
    judge("q0", "QUERY  0", 11, Map.of("d0", 2, "other", 1));
    judge("q1", "query 1", 11, Map.of());
    judge("q2", "something else", 11, Map.of("d2", 1));
    documents.put("d3", new DocumentChange.Delete("d3", 2));
    judgments.remove("q4");
    documents.remove("d4");
    judge("q5", "query 5", 11, Map.of("d5", 1, "d3", 3));
    judgments.put(
        "moved", new StreamJudgment(new Judgment("moved", "qa", "x", Map.of("d0", 1)), 11));

    Result next = refresh(first, policy(20, 0, 30), new Query(TASK, "q2"));
    assertThat(next.set().queries()).containsOnlyKeys("q0", "q4", "q5");
    assertThat(next.set().queries())
        .as("newer grades")
        .containsEntry("q0", new JudgedText("query 0", Map.of("d0", 2, "other", 1)))
        .as("judgment of a deleted document")
        .containsEntry("q5", new JudgedText("query 5", Map.of("d5", 1)));
    assertThat(next.set().corpus()).containsKey("d4").doesNotContainKey("d3");
    assertThat(next.dropped()).isEqualTo(3);
    assertThat(next.trained()).as("q2 has a new text and was trained on").isEqualTo(1);
  }

  @Test
  void takesNoQueryWithoutRelevantDocuments() {
    judge("gone", "one", 10, Map.of("missing", 1));
    judge("zero", "two", 10, Map.of("d0", 0));
    judge("tab\tid", "three", 10, Map.of("d0", 1));
    judge(0, 1, 10);
    Result result = refresh(ProbeSet.empty(), policy(20, 0, 30));
    assertThat(result.set().queries()).containsOnlyKeys("q0");
    assertThat(result.unanswerable()).isEqualTo(3);
  }

  @Test
  void leavesATaskAloneThatTheStreamDoesNotSpeakOf() {
    ProbeSet own =
        new ProbeSet(
            new TreeMap<>(Map.of("mine", new JudgedText("x", Map.of("d", 1)))),
            new TreeMap<>(Map.of("d", new BeirDocument("d", "", "text"))),
            ProbeSet.Mark.NONE);
    judge(0, 1, 10);
    assertThat(new ProbeRefresh("qa", own, judgments).concerned()).isFalse();
    assertThat(new ProbeRefresh(TASK, own, judgments).concerned()).isTrue();
    judgments.clear();
    judgments.put("mine", new StreamJudgment(new Judgment("mine", "", "", Map.of()), 10));
    assertThat(new ProbeRefresh("qa", own, judgments).concerned()).isTrue();
  }

  @Test
  void isTheSameWhateverTheOrderAndAnotherUnderAnotherSeed() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int all = 30 + random.nextInt(30);
    judge(0, all, 10);
    ProbeRefreshConfig policy = new ProbeRefreshConfig(20, 0.5, 25, random.nextLong());
    Result one = refresh(ProbeSet.empty(), policy);
    shuffle(judgments, random);
    shuffle(documents, random);
    assertThat(refresh(ProbeSet.empty(), policy)).as("seed %d", seed).isEqualTo(one);
    // 20 of 30 or more: one pair of seeds in 30 million draws the same.
    ProbeRefreshConfig other = new ProbeRefreshConfig(20, 0.5, 25, policy.seed() + 1);
    assertThat(refresh(ProbeSet.empty(), other)).as("seed %d", seed).isNotEqualTo(one);
  }

  private static <V> void shuffle(Map<String, V> map, Random random) {
    List<String> keys = new ArrayList<>(map.keySet());
    Collections.shuffle(keys, random);
    Map<String, V> copy = new HashMap<>(map);
    map.clear();
    keys.forEach(key -> map.put(key, copy.get(key)));
  }

  @Test
  void refusesPoliciesThatMakeNoSense() {
    assertThatIllegalArgumentException().isThrownBy(() -> policy(0, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> policy(1, 0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy(1, Double.NaN, 1))
        .withMessageContaining("from 0 to 1");
    assertThatIllegalArgumentException().isThrownBy(() -> policy(1, 1.1, 1));
  }
}
