/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.dataset;

import io.freshet.cli.mining.MinedMethod;
import io.freshet.cli.mining.MinedSources;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that the demonstration needs, in memory.
 *
 * @param methods distinct methods found
 * @param examples of all tasks, shuffled into one another
 * @param changes document changes for the run
 */
record DemoDataset(
    int methods,
    List<DemoExample> examples,
    List<DemoDocument> documents,
    List<TaskSplit> splits,
    DocumentChanges changes) {
  private static final long SEED = 20_260_101L;

  /** Makes the data from what was mined; always the same from the same. */
  static DemoDataset of(MinedSources sources, DemoSize size) {
    List<MinedMethod> methods = distinct(sources.methods());
    TaskSplit codeSearch = CodeSearchSplit.of(methods, size, SEED);
    List<TaskSplit> splits =
        List.of(
            codeSearch,
            QuestionSplit.of(methods, sources.notes(), size, SEED + 100),
            SimilaritySplit.of(methods, size, SEED + 200),
            InContextSplit.of(methods, codeSearch, size, SEED + 300));

    Set<String> heldOut = new HashSet<>();
    Set<String> relevant = new HashSet<>();
    Map<String, DemoDocument> documents = new LinkedHashMap<>();
    for (TaskSplit split : splits) {
      for (JudgedQuery query : split.judgments()) {
        heldOut.add(Texts.normal(query.query()));
        relevant.addAll(query.relevant().keySet());
      }
      split.probes().forEach(query -> heldOut.add(Texts.normal(query.query())));
      split.documents().forEach(document -> documents.putIfAbsent(document.id(), document));
    }
    List<DemoDocument> shuffled = Texts.shuffled(documents.values(), SEED + 2);
    return new DemoDataset(
        methods.size(),
        Texts.shuffled(withoutHeldOut(splits, heldOut), SEED + 1),
        shuffled,
        splits,
        DocumentChanges.of(shuffled, relevant, size));
  }

  /** A method that stands in several jars, or that was copied, counts once. */
  private static List<MinedMethod> distinct(List<MinedMethod> methods) {
    Set<String> seen = new HashSet<>();
    return methods.stream()
        .filter(method -> seen.add(method.id()) && seen.add(Texts.normal(method.code())))
        .toList();
  }

  /** No text of an example may be a held-out query, of whichever task. */
  private static Collection<DemoExample> withoutHeldOut(
      List<TaskSplit> splits, Set<String> heldOut) {
    List<DemoExample> examples = new ArrayList<>();
    for (TaskSplit split : splits) {
      for (DemoExample example : split.examples()) {
        if (!heldOut.contains(Texts.normal(example.query()))
            && !heldOut.contains(Texts.normal(example.positive().text()))) {
          examples.add(example);
        }
      }
    }
    return examples;
  }
}
