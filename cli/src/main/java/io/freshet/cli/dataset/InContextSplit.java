/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.dataset;

import io.freshet.cli.mining.MinedMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * In-context examples: a method asks for other methods of its package, which is its label.
 *
 * <p>Judged queries are methods that stand neither in the index nor in training; relevant is every
 * indexed method of the package, so packages with many are not asked for.
 */
final class InContextSplit {
  private static final int SHORTEST_QUERY = 150;
  private static final int FEWEST_RELEVANT = 3;
  private static final int MOST_RELEVANT = 15;
  private static final int MOST_PAIRS_A_PACKAGE = 60;

  private InContextSplit() {}

  /**
   * Splits methods that differ in their code.
   *
   * @param codeSearch whose documents are the index, and whose held-out answers are not trained on
   */
  static TaskSplit of(List<MinedMethod> methods, TaskSplit codeSearch, DemoSize size, long seed) {
    Set<String> kept = new HashSet<>();
    codeSearch.documents().forEach(document -> kept.add(document.id()));
    codeSearch.probeCorpus().forEach(document -> kept.add(document.id()));

    Map<String, List<DemoDocument>> indexed = new HashMap<>();
    for (DemoDocument document : codeSearch.documents()) {
      indexed.computeIfAbsent(document.packageName(), key -> new ArrayList<>()).add(document);
    }
    List<MinedMethod> askable =
        Texts.shuffled(methods, seed).stream()
            .filter(method -> method.code().length() >= SHORTEST_QUERY)
            .filter(method -> !kept.contains(method.id()))
            .filter(method -> isAskable(indexed.get(method.packageName())))
            .toList();
    List<MinedMethod> heldOut =
        Texts.first(onePerPackageFirst(askable), size.otherJudgments() + size.probeQueries());
    int probes = Math.min(size.probeQueries(), heldOut.size() / 2);
    List<MinedMethod> probed = heldOut.subList(0, probes);
    List<MinedMethod> judged = heldOut.subList(probes, heldOut.size());

    return new TaskSplit(
        DemoTask.IN_CONTEXT,
        examples(methods, codeSearch, heldOut, size, seed),
        queries(judged, indexed, "in-context-judged-"),
        queries(probed, indexed, "in-context-probe-"),
        corpus(probed, indexed, codeSearch, size),
        List.of());
  }

  private static boolean isAskable(@Nullable List<DemoDocument> relevant) {
    return relevant != null
        && relevant.size() >= FEWEST_RELEVANT
        && relevant.size() <= MOST_RELEVANT;
  }

  /** Many packages with few queries say more than few packages with many. */
  private static List<MinedMethod> onePerPackageFirst(List<MinedMethod> methods) {
    Map<String, Integer> seen = new HashMap<>();
    Map<Integer, List<MinedMethod>> rounds = new TreeMap<>();
    for (MinedMethod method : methods) {
      int round = seen.merge(method.packageName(), 1, Integer::sum);
      rounds.computeIfAbsent(round, key -> new ArrayList<>()).add(method);
    }
    return rounds.values().stream().flatMap(List::stream).toList();
  }

  private static List<DemoExample> examples(
      List<MinedMethod> methods,
      TaskSplit codeSearch,
      List<MinedMethod> heldOut,
      DemoSize size,
      long seed) {
    Set<String> banned = new HashSet<>();
    heldOut.forEach(method -> banned.add(method.id()));
    codeSearch.judgments().forEach(query -> banned.addAll(query.relevant().keySet()));
    codeSearch.probes().forEach(query -> banned.addAll(query.relevant().keySet()));
    Map<String, List<MinedMethod>> byPackage = new TreeMap<>();
    for (MinedMethod method : Texts.shuffled(methods, seed + 1)) {
      if (!banned.contains(method.id())) {
        byPackage.computeIfAbsent(method.packageName(), key -> new ArrayList<>()).add(method);
      }
    }
    List<DemoExample> examples = new ArrayList<>();
    byPackage.forEach(
        (packageName, members) -> {
          int pairs = Math.min(members.size() / 2, MOST_PAIRS_A_PACKAGE);
          for (int pair = 0; pair < pairs; pair++) {
            examples.add(
                new DemoExample(
                    DemoTask.IN_CONTEXT,
                    members.get(2 * pair).code(),
                    DemoDocument.of(members.get(2 * pair + 1)),
                    packageName));
          }
        });
    return Texts.first(Texts.shuffled(examples, seed + 2), size.otherExamples());
  }

  private static List<JudgedQuery> queries(
      List<MinedMethod> methods, Map<String, List<DemoDocument>> indexed, String prefix) {
    List<JudgedQuery> queries = new ArrayList<>();
    for (MinedMethod method : methods) {
      Map<String, Integer> relevant = new HashMap<>();
      indexed
          .getOrDefault(method.packageName(), List.of())
          .forEach(document -> relevant.put(document.id(), 1));
      queries.add(
          new JudgedQuery(prefix + queries.size(), DemoTask.IN_CONTEXT, method.code(), relevant));
    }
    return queries;
  }

  private static List<DemoDocument> corpus(
      List<MinedMethod> probed,
      Map<String, List<DemoDocument>> indexed,
      TaskSplit codeSearch,
      DemoSize size) {
    Map<String, DemoDocument> corpus = new TreeMap<>();
    Set<String> packages = new HashSet<>();
    for (MinedMethod method : probed) {
      packages.add(method.packageName());
      indexed
          .getOrDefault(method.packageName(), List.of())
          .forEach(document -> corpus.put(document.id(), document));
    }
    for (DemoDocument document : codeSearch.documents()) {
      if (corpus.size() < size.probeDocuments() && !packages.contains(document.packageName())) {
        corpus.put(document.id(), document);
      }
    }
    return List.copyOf(corpus.values());
  }
}
