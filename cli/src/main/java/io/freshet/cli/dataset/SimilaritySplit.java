/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.dataset;

import io.freshet.cli.mining.MinedMethod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Similarity: the Javadoc sentences of methods that overload or override one another mean nearly
 * the same. Without symbol solving, a method overrides another if its type names the other's as a
 * supertype, only one type has that name, and name and number of parameters agree.
 */
final class SimilaritySplit {
  private static final int FEWEST_WORDS = 3;
  private static final int MOST_PAIRS_A_GROUP = 4;

  private SimilaritySplit() {}

  /** Splits groups of methods: a group is held out as a whole or trained on. */
  static TaskSplit of(List<MinedMethod> methods, DemoSize size, long seed) {
    List<List<MinedMethod>> groups = Texts.shuffled(groups(methods), seed);
    Map<String, Integer> uses = new HashMap<>();
    for (List<MinedMethod> group : groups) {
      group.forEach(method -> uses.merge(Texts.normal(method.sentence()), 1, Integer::sum));
    }
    List<List<MinedMethod>> heldOut =
        Texts.first(
            groups.stream()
                .filter(
                    group ->
                        group.stream()
                            .allMatch(m -> uses.getOrDefault(Texts.normal(m.sentence()), 0) == 1))
                .toList(),
            size.otherJudgments() + size.probeQueries());
    Set<List<MinedMethod>> heldOutSet = new HashSet<>(heldOut);
    List<List<MinedMethod>> trained =
        groups.stream().filter(group -> !heldOutSet.contains(group)).toList();
    int probes = Math.min(size.probeQueries(), heldOut.size() / 2);
    List<List<MinedMethod>> probed = heldOut.subList(0, probes);
    List<List<MinedMethod>> judged = heldOut.subList(probes, heldOut.size());
    return new TaskSplit(
        DemoTask.SIMILARITY,
        examples(trained, size, seed),
        queries(judged, "similarity-judged-"),
        queries(probed, "similarity-probe-"),
        filled(probed, trained, size.probeDocuments()),
        filled(judged, trained, size.sentences()));
  }

  private static Collection<List<MinedMethod>> groups(List<MinedMethod> methods) {
    Map<String, Set<String>> packagesOfType = new HashMap<>();
    methods.forEach(
        method ->
            packagesOfType
                .computeIfAbsent(simple(method.type()), key -> new HashSet<>())
                .add(method.packageName() + "." + method.type()));
    Map<String, Map<String, MinedMethod>> groups = new LinkedHashMap<>();
    for (MinedMethod method : methods) {
      if (Texts.words(method.sentence()) >= FEWEST_WORDS) {
        String owner = method.packageName() + "." + method.type();
        add(groups, owner + "." + method.name(), method);
        for (String supertype : method.supertypes()) {
          Set<String> named = packagesOfType.getOrDefault(supertype, Set.of());
          if (named.size() == 1) {
            add(groups, overridable(named.iterator().next(), method), method);
          }
        }
        add(groups, overridable(owner, method), method);
      }
    }
    Map<String, List<MinedMethod>> distinct = new TreeMap<>();
    groups.values().stream()
        .filter(group -> group.size() >= 2)
        .forEach(
            group -> distinct.put(String.join("|", group.keySet()), List.copyOf(group.values())));
    return distinct.values();
  }

  private static String overridable(String owner, MinedMethod method) {
    return owner + "." + method.name() + "/" + method.parameterTypes().size();
  }

  private static void add(
      Map<String, Map<String, MinedMethod>> groups, String group, MinedMethod method) {
    groups
        .computeIfAbsent(group, key -> new LinkedHashMap<>())
        .putIfAbsent(Texts.normal(method.sentence()), method);
  }

  private static String simple(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
  }

  private static List<DemoExample> examples(
      List<List<MinedMethod>> groups, DemoSize size, long seed) {
    List<DemoExample> examples = new ArrayList<>();
    Set<String> pairs = new HashSet<>();
    for (List<MinedMethod> group : groups) {
      for (int i = 0; i + 1 < group.size() && i < MOST_PAIRS_A_GROUP; i++) {
        String query = group.get(i).sentence();
        MinedMethod positive = group.get(i + 1);
        if (pairs.add(Texts.normal(query) + "|" + Texts.normal(positive.sentence()))) {
          examples.add(new DemoExample(DemoTask.SIMILARITY, query, document(positive), ""));
        }
      }
    }
    return Texts.first(Texts.shuffled(examples, seed + 1), size.otherExamples());
  }

  private static List<JudgedQuery> queries(List<List<MinedMethod>> groups, String prefix) {
    List<JudgedQuery> queries = new ArrayList<>();
    for (List<MinedMethod> group : groups) {
      Map<String, Integer> relevant = new HashMap<>();
      group.stream().skip(1).forEach(method -> relevant.put(document(method).id(), 1));
      queries.add(
          new JudgedQuery(
              prefix + queries.size(), DemoTask.SIMILARITY, group.get(0).sentence(), relevant));
    }
    return queries;
  }

  private static List<DemoDocument> filled(
      List<List<MinedMethod>> wanted, List<List<MinedMethod>> others, int count) {
    Map<String, DemoDocument> documents = new LinkedHashMap<>();
    Set<String> texts = new HashSet<>();
    for (List<MinedMethod> group : wanted) {
      // The first sentence is the query, and it would find itself.
      texts.add(Texts.normal(group.get(0).sentence()));
      group.stream().skip(1).forEach(method -> put(method, texts, documents));
    }
    for (List<MinedMethod> group : others) {
      for (MinedMethod method : group) {
        if (documents.size() < count) {
          put(method, texts, documents);
        }
      }
    }
    return List.copyOf(documents.values());
  }

  private static void put(
      MinedMethod method, Set<String> texts, Map<String, DemoDocument> documents) {
    DemoDocument document = document(method);
    if (texts.add(Texts.normal(document.text()))) {
      documents.put(document.id(), document);
    }
  }

  private static DemoDocument document(MinedMethod method) {
    return new DemoDocument(
        method.id() + "#javadoc", "", method.sentence(), "sentence", method.packageName());
  }
}
