/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.probes;

import io.freshet.config.ProbeRefreshConfig;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.Judgment;
import io.freshet.jobs.probes.HeldOutQueries.Query;
import io.freshet.jobs.probes.ProbeSet.JudgedText;
import io.freshet.jobs.probes.ProbeSet.Mark;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Refreshes one task's probe set from the last record of each judged query.
 *
 * <p>A query of the former set stands, with the stream's newest grades, unless it was withdrawn,
 * has another text or task now, or lost its relevant documents. Every other query of the stream is
 * a candidate, unless its text is that of a standing one: a query asked twice is one observation.
 * Free places are filled with candidates, newer ones first; beyond that, only candidates judged
 * since the last refresh replace standing queries, up to the policy's share. So a refresh with
 * nothing new changes no query. Which of several are chosen is decided by a seeded hash of their
 * ids that differs from refresh to refresh.
 *
 * <p>The same input always gives the same set. Immutable.
 */
public final class ProbeRefresh {
  private final String task;
  private final ProbeSet former;
  private final Map<String, JudgedText> standing = new HashMap<>();
  private final Map<String, JudgedText> candidates = new HashMap<>();
  private final Set<String> newer = new HashSet<>();
  private final boolean concerned;
  private final long judgedUntil;

  /**
   * What a refresh made.
   *
   * @param set the new set; it has no queries where none can be asked
   * @param kept queries of the former set in it
   * @param added queries in it that are not of the former set
   * @param dropped queries of the former set that are not in it
   * @param trained candidates refused because they were trained on
   * @param unanswerable candidates refused because no relevant document of them is there
   * @param repeated candidates refused because a query of the same text is there already
   */
  public record Result(
      ProbeSet set,
      int kept,
      int added,
      int dropped,
      int trained,
      int unanswerable,
      int repeated) {}

  /**
   * A refresh of a task's set.
   *
   * @param judgments the last record of each query of the stream, by its id; those of other tasks
   *     are looked at only where they are of former queries
   */
  public ProbeRefresh(String task, ProbeSet former, Map<String, StreamJudgment> judgments) {
    this.task = task;
    this.former = former;
    former
        .queries()
        .forEach(
            (id, query) ->
                asStanding(query, judgments.get(id)).ifPresent(q -> standing.put(id, q)));
    long newest = former.mark().judgedUntil();
    for (StreamJudgment known : judgments.values()) {
      Judgment judgment = known.judgment();
      if (judgment.task().equals(task) && !known.withdraws()) {
        newest = Math.max(newest, known.time());
        if (!standing.containsKey(judgment.queryId())) {
          take(judgment, known.time() > former.mark().judgedUntil());
        }
      }
    }
    this.judgedUntil = newest;
    this.concerned =
        !candidates.isEmpty()
            || former.queries().keySet().stream().anyMatch(judgments::containsKey);
  }

  /** Whether the stream speaks of the task at all; if not, its set is to stay as it is. */
  public boolean concerned() {
    return concerned;
  }

  private void take(Judgment judgment, boolean isNewer) {
    candidates.put(judgment.queryId(), new JudgedText(judgment.query(), judgment.relevant()));
    if (isNewer) {
      newer.add(judgment.queryId());
    }
  }

  /** A former query as the stream has it now; empty where it does not stand. */
  private Optional<JudgedText> asStanding(JudgedText query, @Nullable StreamJudgment known) {
    if (known == null) {
      return Optional.of(query);
    }
    Judgment judgment = known.judgment();
    boolean same =
        !known.withdraws()
            && judgment.task().equals(task)
            && HeldOutQueries.normal(judgment.query()).equals(HeldOutQueries.normal(query.text()));
    return same ? Optional.of(new JudgedText(query.text(), judgment.relevant())) : Optional.empty();
  }

  /** Texts of the queries that could become new ones of the set. */
  public Map<Query, String> candidates() {
    Map<Query, String> texts = new HashMap<>();
    candidates.forEach((id, query) -> texts.put(new Query(task, id), query.text()));
    return texts;
  }

  /**
   * Makes the new set.
   *
   * @param documents the newest change of each document of the stream
   * @param trained candidates that must not become probes, for they were trained on
   */
  public Result apply(
      ProbeRefreshConfig policy, Map<String, DocumentChange> documents, Set<Query> trained) {
    ProbeDocuments pool = new ProbeDocuments(former.corpus(), documents);
    Map<String, JudgedText> old = pool.answerable(standing);
    Map<String, JudgedText> untrained = new HashMap<>(candidates);
    untrained.keySet().removeIf(id -> trained.contains(new Query(task, id)));
    Map<String, JudgedText> answerable = pool.answerable(untrained);
    List<String> fresh = withoutRepeats(old.values(), newerFirst(policy, answerable));

    List<String> kept = ranked(policy, old.keySet());
    kept = kept.subList(0, Math.min(kept.size(), policy.queries()));
    int room = policy.queries() - kept.size();
    int replaceable = (int) (policy.replacedShare() * kept.size());
    int newOnes = (int) fresh.stream().filter(newer::contains).count();
    int replaced = Math.max(0, Math.min(newOnes - room, replaceable));
    kept = kept.subList(0, kept.size() - replaced);
    List<String> added = fresh.stream().limit(room + replaced).toList();

    SortedMap<String, JudgedText> queries = new TreeMap<>();
    kept.forEach(id -> Optional.ofNullable(old.get(id)).ifPresent(q -> queries.put(id, q)));
    added.forEach(id -> Optional.ofNullable(answerable.get(id)).ifPresent(q -> queries.put(id, q)));
    return new Result(
        new ProbeSet(
            queries,
            pool.corpus(queries.values(), policy),
            new Mark(former.mark().round() + 1, judgedUntil)),
        kept.size(),
        added.size(),
        former.queries().size() - kept.size(),
        candidates.size() - untrained.size(),
        untrained.size() - answerable.size(),
        answerable.size() - fresh.size());
  }

  /** Candidates in the order in which they are taken: newer ones, then older ones. */
  private List<Map.Entry<String, JudgedText>> newerFirst(
      ProbeRefreshConfig policy, Map<String, JudgedText> queries) {
    return ranked(policy, queries.keySet()).stream()
        .sorted(Comparator.comparing(id -> !newer.contains(id)))
        .flatMap(id -> Optional.ofNullable(queries.get(id)).map(q -> Map.entry(id, q)).stream())
        .toList();
  }

  /** Ids of those whose text no query before them has, nor one that is there already. */
  private static List<String> withoutRepeats(
      Collection<JudgedText> there, List<Map.Entry<String, JudgedText>> queries) {
    Set<String> texts = new HashSet<>();
    there.forEach(query -> texts.add(HeldOutQueries.normal(query.text())));
    return queries.stream()
        .filter(query -> texts.add(HeldOutQueries.normal(query.getValue().text())))
        .map(Map.Entry::getKey)
        .toList();
  }

  private List<String> ranked(ProbeRefreshConfig policy, Collection<String> ids) {
    return new SeededOrder(policy.seed()).of(task + " " + (former.mark().round() + 1), ids);
  }
}
