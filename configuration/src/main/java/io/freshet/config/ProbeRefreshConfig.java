/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.Option;
import io.freshet.config.option.Section;
import io.freshet.config.option.Values;
import java.io.Serializable;

/**
 * How much of a probe set a refresh may change.
 *
 * @param queries most queries a task
 * @param replacedShare share of a task's standing queries that newer ones may replace, in [0, 1]
 * @param documents size of a task's corpus, where its judged documents are not more already
 * @param seed chooses among queries and among documents
 */
public record ProbeRefreshConfig(int queries, double replacedShare, int documents, long seed)
    implements Serializable {
  /** The options of refreshed probe sets. */
  static final Options OPTIONS = new Options();

  /** The options of refreshed probe sets. */
  static final class Options extends Section<ProbeRefreshConfig> {
    final Option<Integer> queries =
        add(
            Option.integer(
                "evaluation.probe-queries",
                300,
                1,
                100_000,
                "Most queries of a task's probe set after a refresh (`freshet probes`)."),
            ProbeRefreshConfig::queries);
    final Option<Double> replacedShare =
        add(
            Option.real(
                "evaluation.probe-replaced-share",
                0.25,
                0,
                1,
                "Share of a full probe set's queries that one refresh may replace by queries judged since"
                    + " the last one; 0 keeps them until they are withdrawn."),
            ProbeRefreshConfig::replacedShare);
    final Option<Integer> documents =
        add(
            Option.integer(
                "evaluation.probe-documents",
                10_000,
                1,
                10_000_000,
                "Documents of a task's probe set after a refresh; more where more are judged."),
            ProbeRefreshConfig::documents);
    final Option<Long> seed =
        add(
            Option.number(
                "evaluation.probe-seed",
                42,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                "Seed of the choice among queries and among documents at a refresh."),
            ProbeRefreshConfig::seed);

    private Options() {}

    ProbeRefreshConfig read(Values v) {
      return new ProbeRefreshConfig(
          v.get(queries), v.get(replacedShare), v.get(documents), v.get(seed));
    }
  }

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public ProbeRefreshConfig {
    if (queries < 1 || documents < 1) {
      throw new IllegalArgumentException(
          "a probe set needs 1 query and 1 document at least, not %d and %d"
              .formatted(queries, documents));
    }
    if (!(replacedShare >= 0 && replacedShare <= 1)) {
      throw new IllegalArgumentException(
          "the share of replaced queries must be from 0 to 1, not " + replacedShare);
    }
  }
}
