/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.classes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Classes in the groups in which they come.
 *
 * @param groups in order
 */
record ClassGroups(List<Group> groups) {
  ClassGroups {
    groups = List.copyOf(groups);
  }

  /** The classes that come together, with their texts. */
  record Group(Set<String> labels, List<LabelledText> train, List<LabelledText> test) {
    Group {
      labels = Set.copyOf(labels);
      train = List.copyOf(train);
      test = List.copyOf(test);
    }
  }

  /**
   * Deals the classes at random among groups as equal in size as can be; the texts of a group stand
   * in random order.
   *
   * @param count of groups
   * @param without a class that is left out, as what is out of scope of all others
   */
  static ClassGroups deal(LabelledTexts texts, int count, String without, long seed) {
    Set<String> all = new TreeSet<>();
    texts.train().forEach(text -> all.add(text.label()));
    all.remove(without);
    List<String> labels = new ArrayList<>(all);
    Random random = new Random(seed);
    Collections.shuffle(labels, random);
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Set<String> own =
          new HashSet<>(labels.subList(i * labels.size() / count, (i + 1) * labels.size() / count));
      List<LabelledText> train = new ArrayList<>(of(own, texts.train()));
      Collections.shuffle(train, random);
      groups.add(new Group(own, train, of(own, texts.test())));
    }
    return new ClassGroups(groups);
  }

  private static List<LabelledText> of(Set<String> labels, List<LabelledText> texts) {
    return texts.stream().filter(text -> labels.contains(text.label())).toList();
  }

  /** How many texts there are to learn from in the groups before one. */
  long trainedBefore(int group) {
    return groups.subList(0, group).stream().mapToLong(each -> each.train().size()).sum();
  }
}
