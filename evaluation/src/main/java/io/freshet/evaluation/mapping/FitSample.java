/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.mapping;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * The documents of a collection that maps are fitted on: those first that are relevant to no judged
 * query, so that what is searched for was not fitted on; where they are too few, others too.
 *
 * @param places in the collection
 * @param relevant how many of them are relevant to a judged query
 */
record FitSample(List<Integer> places, int relevant) {
  /** Copies the list. */
  FitSample {
    places = List.copyOf(places);
  }

  /**
   * Draws documents.
   *
   * @param ids of the collection's documents
   * @param judgments grades by document by query; a grade above 0 is relevant
   * @param count documents at most
   */
  static FitSample of(
      List<String> ids, Map<String, Map<String, Integer>> judgments, int count, long seed) {
    Set<String> judged = new HashSet<>();
    judgments
        .values()
        .forEach(
            grades ->
                grades.forEach(
                    (id, grade) -> {
                      if (grade > 0) {
                        judged.add(id);
                      }
                    }));
    List<Integer> clear = new ArrayList<>();
    List<Integer> relevant = new ArrayList<>();
    for (int place = 0; place < ids.size(); place++) {
      (judged.contains(ids.get(place)) ? relevant : clear).add(place);
    }
    Random random = new Random(seed);
    Collections.shuffle(clear, random);
    Collections.shuffle(relevant, random);
    List<Integer> places = new ArrayList<>(clear.subList(0, Math.min(count, clear.size())));
    int filled = Math.min(count - places.size(), relevant.size());
    places.addAll(relevant.subList(0, filled));
    return new FitSample(places, filled);
  }

  int size() {
    return places.size();
  }

  /** The vectors of the sample. */
  float[][] of(float[][] vectors) {
    return places.stream().map(place -> vectors[place]).toArray(float[][]::new);
  }
}
