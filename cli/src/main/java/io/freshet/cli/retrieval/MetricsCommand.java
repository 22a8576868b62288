/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.retrieval;

import io.freshet.cli.files.InputFiles;
import io.freshet.cli.options.JsonMixin;
import io.freshet.evaluation.metrics.MetricResults;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.evaluation.trec.QrelsFile;
import io.freshet.evaluation.trec.RunEvaluation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Scores a run file by a judgment file. */
@Command(
    name = "metrics",
    description = "Scores a run by judgments, with trec_eval's measures and names.")
public final class MetricsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private JsonMixin json = new JsonMixin();
  @Mixin private DefinitionsMixin definitions = new DefinitionsMixin();

  @Option(
      names = "--qrels",
      paramLabel = "FILE",
      required = true,
      description = "Judgments: TREC's four columns or BEIR's three; - is standard input.")
  private Path qrels = Path.of("");

  @Option(
      names = "--run",
      paramLabel = "FILE",
      required = true,
      description = "The run: TREC's six columns; - is standard input.")
  private Path run = Path.of("");

  @Option(names = "--per-query", description = "Print each query's values too.")
  private boolean perQuery;

  @Override
  public Integer call() throws IOException {
    RankingMetrics metrics = definitions.metrics();
    try (InputFiles inputs = InputFiles.of(List.of(qrels, run), System.in)) {
      List<Path> files = inputs.onDisk();
      MetricResults results =
          RunEvaluation.evaluate(files.get(1), QrelsFile.read(files.get(0)), metrics);
      MetricsTable.print(spec.commandLine().getOut(), results, perQuery);
      json.write(results.toJson(true));
    }
    return 0;
  }
}
