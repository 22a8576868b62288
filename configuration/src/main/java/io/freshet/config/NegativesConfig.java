/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.Entries;
import io.freshet.config.option.Option;
import io.freshet.config.option.Section;
import io.freshet.config.option.Values;
import io.freshet.model.loss.LossDefinition;
import io.freshet.model.loss.Need;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * How hard negatives are mined from the generation that serves. It is no setting of a task's
 * training: the trainer sees mined examples as records of the log, and nothing else of this.
 *
 * @param shares of a task's examples that are mined, by name of the task; none for tasks without
 * @param count hard negatives of a mined example at most
 * @param depth hits looked through a query
 * @param scoreShare of the positive's score that a hard negative's is at most
 * @param margin by which a hard negative's score lies below the positive's at least
 */
public record NegativesConfig(
    Map<String, Double> shares, int count, int depth, double scoreShare, double margin)
    implements Serializable {
  /** The options of mining. */
  static final Options OPTIONS = new Options();

  /** The options of mining. */
  static final class Options extends Section<NegativesConfig> {
    final Entries<Double> shares =
        add(
            new Entries<>(
                Option.real(
                    "negatives.shares",
                    0,
                    0,
                    1,
                    "Share of the task's examples for which the job `negatives` looks for hard negatives in the generation that serves"
                        + " and writes a second example with them. Where no share is above 0 the job is off."),
                "task",
                "",
                name -> false),
            NegativesConfig::shares);
    final Option<Integer> count =
        add(
            Option.integer(
                "negatives.count",
                4,
                1,
                256,
                "Hard negatives of a mined example at most; a row is trained with `tasks.<name>.negatives-per-query` of them."),
            NegativesConfig::count);
    final Option<Integer> depth =
        add(
            Option.integer("negatives.depth", 50, 1, 10_000, "Hits looked through a query."),
            NegativesConfig::depth);
    final Option<Double> scoreShare =
        add(
            Option.positive(
                "negatives.score-share",
                0.95,
                1,
                "Share of the positive's score that a hard negative's is at most: hits above it may be answers that nobody marked"
                    + " (TopK-PercPos of NV-Retriever). 1 for any score up to the positive's."),
            NegativesConfig::scoreShare);
    final Option<Double> margin =
        add(
            Option.real(
                "negatives.margin",
                0,
                0,
                2,
                "By how much a hard negative's score lies below the positive's at least (TopK-MarginPos). Both bounds hold."),
            NegativesConfig::margin);

    private Options() {}

    NegativesConfig read(Values v) {
      return new NegativesConfig(
          v.get(shares), v.get(count), v.get(depth), v.get(scoreShare), v.get(margin));
    }

    @Override
    protected void check(Values v, List<String> problems) {
      if (v.get(count) > v.get(depth)) {
        problems.add("%s: must not exceed %s".formatted(count.key(), depth.key()));
      }
    }
  }

  /** What a task's share contradicts in its own options. */
  static void checkTask(double share, TaskConfig task, List<String> problems) {
    if (share <= 0) {
      return;
    }
    String key = OPTIONS.shares.key() + "." + task.name();
    if (task.negativesPerQuery() == 0) {
      problems.add(
          "%s: the task trains with no negatives; raise tasks.%s.negatives-per-query"
              .formatted(key, task.name()));
    }
    if (task.terms().stream().noneMatch(term -> learnsFromNegatives(term.definition()))) {
      problems.add(
          "%s: no loss of the task learns from negatives without scores; use info-nce, or set the share to 0"
              .formatted(key));
    }
  }

  private static boolean learnsFromNegatives(LossDefinition loss) {
    return loss.need() == Need.PAIR && loss.documents() != LossDefinition.Documents.POSITIVE;
  }

  /** The share of a task's examples that are mined. */
  public double shareOf(String task) {
    return shares.getOrDefault(task, 0.0);
  }

  /** Whether any task is mined. */
  public boolean on() {
    return shares.values().stream().anyMatch(share -> share > 0);
  }
}
