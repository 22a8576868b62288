/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.negatives;

import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Chooses hard negatives among what a search found: the best ones that are no known positive, by id
 * and by text, not the query itself, and not above the ceiling.
 *
 * @param count negatives at most
 */
public record NegativeChoice(ScoreCeiling ceiling, int count) {

  /**
   * Hard negatives of an example, best first.
   *
   * @param positive the lowest score among the example's positives
   * @param ranked what was found, best first
   * @param known fingerprints of further positives of the query
   */
  public List<TextItem> of(
      TrainingExample example, double positive, List<Candidate> ranked, Set<Long> known) {
    double highest = ceiling.of(positive);
    Set<Long> taken = new HashSet<>();
    taken.add(Texts.fingerprint(example.query()));
    Set<String> ids =
        example.positives().stream()
            .map(TextItem::id)
            .filter(id -> !id.isEmpty())
            .collect(Collectors.toSet());
    example.positives().forEach(item -> taken.add(Texts.fingerprint(item.text())));
    List<TextItem> negatives = new ArrayList<>();
    for (Candidate each : ranked) {
      if (negatives.size() == count) {
        break;
      }
      boolean fits =
          each.score() <= highest
              && !each.passage().isBlank()
              && !ids.contains(each.id())
              && !KnownPositives.contain(known, each)
              && Stream.of(each.text(), each.passage())
                  .map(Texts::fingerprint)
                  .noneMatch(taken::contains);
      if (fits) {
        taken.add(Texts.fingerprint(each.passage()));
        negatives.add(new TextItem(each.id(), each.passage()));
      }
    }
    return negatives;
  }
}
