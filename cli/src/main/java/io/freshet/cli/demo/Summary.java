/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.demo;

import io.freshet.cli.observe.Generations;
import io.freshet.cli.observe.RankingNumbers;
import io.freshet.cli.observe.RunSnapshot;
import io.freshet.cli.terminal.Table;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The table at the end of a run. */
final class Summary {
  private Summary() {}

  static void print(PrintWriter out, RunSnapshot run) {
    RunSnapshot.Training training = run.training();
    List<RunSnapshot.Generation> served = Generations.served(run);
    out.println();
    out.printf(
        Locale.ROOT,
        "%,d examples, %,d pairs trained in %,d steps, %.0f pairs/s; loss %s -> %s%n",
        training.consumed(),
        training.pairs(),
        training.steps(),
        training.meanPairsPerSecond(),
        loss(training.firstLoss()),
        loss(training.lastLoss()));
    out.printf(
        Locale.ROOT,
        "%d versions, %d generations served, %d dead letters%n%n",
        run.versions().size(),
        served.size(),
        run.deadLetters().total());
    if (served.isEmpty()) {
      return;
    }
    RunSnapshot.Generation first = served.get(0);
    Table table =
        Table.of(
            "TASK",
            "MRR FIRST",
            "MRR LAST",
            "RECALL@10 LAST",
            "NDCG@10 LAST",
            "MRR BM25",
            "MRR HYBRID");
    for (String task : run.tasks().keySet()) {
      Optional<RunSnapshot.Window> now =
          served.stream()
              .flatMap(generation -> Generations.measured(run, generation, task).stream())
              .reduce((earlier, later) -> later);
      table.row(
          task,
          number(Generations.measured(run, first, task), RunSnapshot.Window::mrr),
          number(now, RunSnapshot.Window::mrr),
          number(now, RunSnapshot.Window::recallAt10),
          number(now, RunSnapshot.Window::ndcgAt10),
          number(Optional.ofNullable(run.bm25().get(task)), RankingNumbers::mrr),
          number(Optional.ofNullable(run.hybrid().get(task)), RankingNumbers::mrr));
    }
    table.print(out);
    out.println(
        "FIRST and LAST: of the first generation that served and of the last that was measured, in the live window of each with the most queries; the page and the report show the newest window instead");
  }

  private static <T> String number(Optional<T> of, ToDoubleFunction<T> value) {
    return of.map(some -> String.format(Locale.ROOT, "%.3f", value.applyAsDouble(some)))
        .orElse("-");
  }

  private static String loss(Optional<Double> loss) {
    return loss.map(value -> String.format(Locale.ROOT, "%.3f", value)).orElse("-");
  }
}
