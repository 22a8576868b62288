/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.dataset;

import io.freshet.cli.mining.MinedMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Code search: the first sentence of a method's Javadoc asks for the method without its comment.
 *
 * <p>Queries are kept natural: a sentence may name the method that it describes. Sentences of fewer
 * than three words, sentences that several methods share, and "See ..." are no queries.
 */
final class CodeSearchSplit {
  private static final int FEWEST_WORDS = 3;
  private static final int FEWEST_WORDS_HELD_OUT = 4;
  private static final int MOST_WORDS_HELD_OUT = 40;

  private CodeSearchSplit() {}

  /** Splits methods that differ in their code. */
  static TaskSplit of(List<MinedMethod> methods, DemoSize size, long seed) {
    Map<String, List<MinedMethod>> bySentence = new LinkedHashMap<>();
    for (MinedMethod method : methods) {
      if (isQuery(method.sentence())) {
        bySentence
            .computeIfAbsent(Texts.normal(method.sentence()), key -> new ArrayList<>())
            .add(method);
      }
    }
    List<MinedMethod> usable = bySentence.values().stream().map(same -> same.get(0)).toList();
    List<MinedMethod> mayBeHeldOut =
        usable.stream()
            .filter(method -> alone(bySentence, method) && isJudged(method.sentence()))
            .toList();
    List<MinedMethod> heldOut =
        Texts.first(
            Texts.shuffled(mayBeHeldOut, seed), size.codeSearchJudgments() + size.probeQueries());
    int probes = Math.min(size.probeQueries(), heldOut.size() / 3);
    List<MinedMethod> probed = heldOut.subList(0, probes);
    List<MinedMethod> judged = heldOut.subList(probes, heldOut.size());

    Set<String> heldOutIds = ids(heldOut);
    List<MinedMethod> trained =
        Texts.shuffled(usable, seed + 1).stream()
            .filter(method -> !heldOutIds.contains(method.id()))
            .toList();
    List<DemoExample> examples =
        Texts.first(trained, size.codeSearchExamples()).stream()
            .map(
                method ->
                    new DemoExample(
                        DemoTask.CODE_SEARCH, method.sentence(), DemoDocument.of(method), ""))
            .toList();
    return new TaskSplit(
        DemoTask.CODE_SEARCH,
        examples,
        queries(judged, "code-search-judged-"),
        queries(probed, "code-search-probe-"),
        filled(probed, trained, size.probeDocuments()),
        filled(judged, Texts.shuffled(trained, seed + 2), size.methods()));
  }

  private static boolean isQuery(String sentence) {
    return Texts.words(sentence) >= FEWEST_WORDS
        && !sentence.startsWith("See ")
        && !sentence.startsWith("@");
  }

  private static boolean isJudged(String sentence) {
    int words = Texts.words(sentence);
    return words >= FEWEST_WORDS_HELD_OUT && words <= MOST_WORDS_HELD_OUT;
  }

  private static boolean alone(Map<String, List<MinedMethod>> bySentence, MinedMethod method) {
    return bySentence.getOrDefault(Texts.normal(method.sentence()), List.of()).size() == 1;
  }

  private static List<JudgedQuery> queries(List<MinedMethod> methods, String prefix) {
    List<JudgedQuery> queries = new ArrayList<>();
    for (MinedMethod method : methods) {
      queries.add(
          new JudgedQuery(
              prefix + queries.size(),
              DemoTask.CODE_SEARCH,
              method.sentence(),
              Map.of(method.id(), 1)));
    }
    return queries;
  }

  private static List<DemoDocument> filled(
      List<MinedMethod> wanted, List<MinedMethod> others, int count) {
    Map<String, DemoDocument> documents = new HashMap<>();
    List<DemoDocument> ordered = new ArrayList<>();
    for (List<MinedMethod> methods : List.of(wanted, others)) {
      for (MinedMethod method : methods) {
        boolean room = methods == wanted || ordered.size() < count;
        if (room && documents.putIfAbsent(method.id(), DemoDocument.of(method)) == null) {
          ordered.add(DemoDocument.of(method));
        }
      }
    }
    return ordered;
  }

  private static Set<String> ids(List<MinedMethod> methods) {
    Set<String> ids = new HashSet<>();
    methods.forEach(method -> ids.add(method.id()));
    return ids;
  }
}
