/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.versions;

import java.util.Map;

/**
 * What a version was trained on, taken at its checkpoint.
 *
 * @param losses mean loss by task since the last report, or up to it where there is no step since
 * @param examples that ever arrived, by task
 * @param rows ever trained on, by task; an example may be several
 */
public record VersionFacts(
    Map<String, Double> losses, Map<String, Long> examples, Map<String, Long> rows) {

  /** Nothing was trained on. */
  public static final VersionFacts NONE = new VersionFacts(Map.of(), Map.of(), Map.of());

  public VersionFacts {
    losses = Map.copyOf(losses);
    examples = Map.copyOf(examples);
    rows = Map.copyOf(rows);
  }
}
