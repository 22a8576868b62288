/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Texts without repetition, so that each is encoded once.
 *
 * @param texts each different one, in the order of its first appearance
 * @param places for each of all texts, its place among the different ones
 */
public record DistinctTexts(List<String> texts, List<Integer> places) {
  public DistinctTexts {
    texts = List.copyOf(texts);
    places = List.copyOf(places);
  }

  static DistinctTexts of(List<String> all) {
    Map<String, Integer> known = new HashMap<>();
    List<String> different = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (String text : all) {
      places.add(
          known.computeIfAbsent(
              text,
              added -> {
                different.add(added);
                return different.size() - 1;
              }));
    }
    return new DistinctTexts(different, places);
  }
}
