/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.probes;

import io.freshet.config.ProbeRefreshConfig;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.DocumentChange.Upsert;
import io.freshet.evaluation.beir.BeirDocument;
import io.freshet.jobs.probes.ProbeSet.JudgedText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The documents that a refreshed set may hold: what stands in the stream, and those of the former
 * set that the stream does not speak of. A deleted document is in neither.
 */
final class ProbeDocuments {
  private final Map<String, BeirDocument> former;
  private final Map<String, DocumentChange> changes;

  /**
   * The documents.
   *
   * @param changes the newest change of each document
   */
  ProbeDocuments(Map<String, BeirDocument> former, Map<String, DocumentChange> changes) {
    this.former = former;
    this.changes = changes;
  }

  /** The queries that have a relevant document here, without judgments of documents not here. */
  Map<String, JudgedText> answerable(Map<String, JudgedText> queries) {
    Map<String, JudgedText> answerable = new HashMap<>();
    queries.forEach(
        (id, query) -> {
          if (fits(id)) {
            answerable(query).ifPresent(found -> answerable.put(id, found));
          }
        });
    return answerable;
  }

  private Optional<JudgedText> answerable(JudgedText query) {
    Map<String, Integer> grades = new HashMap<>(query.grades());
    grades.keySet().removeIf(id -> find(id).isEmpty());
    return grades.values().stream().anyMatch(grade -> grade > 0)
        ? Optional.of(new JudgedText(query.text(), grades))
        : Optional.empty();
  }

  /** All judged documents, and others by the policy's order up to its size. */
  SortedMap<String, BeirDocument> corpus(Iterable<JudgedText> queries, ProbeRefreshConfig policy) {
    Set<String> chosen = new LinkedHashSet<>();
    queries.forEach(query -> chosen.addAll(query.grades().keySet()));
    Set<String> known = new HashSet<>(former.keySet());
    known.addAll(changes.keySet());
    // Not by round: most of the corpus stays as it was.
    for (String id : new SeededOrder(policy.seed()).of("documents", known)) {
      if (chosen.size() >= policy.documents()) {
        break;
      }
      if (find(id).isPresent()) {
        chosen.add(id);
      }
    }
    SortedMap<String, BeirDocument> corpus = new TreeMap<>();
    chosen.forEach(id -> find(id).ifPresent(document -> corpus.put(id, document)));
    return corpus;
  }

  private Optional<BeirDocument> find(String id) {
    if (!fits(id)) {
      return Optional.empty();
    }
    DocumentChange change = changes.get(id);
    if (change == null) {
      return Optional.ofNullable(former.get(id));
    }
    return change instanceof Upsert there
        ? Optional.of(new BeirDocument(id, there.title(), there.text()))
        : Optional.empty();
  }

  /** Whether judgment files can hold an id: they part ids by tabs, judgments by lines. */
  private static boolean fits(String id) {
    return id.chars().noneMatch(c -> c == '\t' || c == '\n' || c == '\r');
  }
}
