/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import io.freshet.evaluation.beir.BeirEvaluator;
import io.freshet.evaluation.beir.BeirFolder;
import io.freshet.evaluation.trec.RunFile;
import io.freshet.model.EmbeddingModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Scores a model on a BEIR folder by exact search. */
@Command(name = "evaluate", description = "Scores a model on a test collection by exact search.")
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private JsonMixin json = new JsonMixin();
  @Mixin private ComputeMixin compute = new ComputeMixin();

  @Option(names = "--model", paramLabel = "DIR", required = true, description = "A model folder.")
  private Path model = Path.of("");

  @Option(
      names = "--beir",
      paramLabel = "DIR",
      required = true,
      description = "A collection in BEIR's form: corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv.")
  private Path beir = Path.of("");

  @Option(
      names = "--split",
      defaultValue = "test",
      description = "Which judgments (default: ${DEFAULT-VALUE}).")
  private String split = "test";

  @Option(names = "--run", paramLabel = "FILE", description = "Write the run here, in TREC's form.")
  private Optional<Path> run = Optional.empty();

  @Option(names = "--per-query", description = "Print each query's values too.")
  private boolean perQuery;

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(model)) {
      throw new WrongUseException("no such folder: " + model);
    }
    BeirFolder folder = BeirFolder.open(beir);
    try (EmbeddingModel loaded = EmbeddingModel.load(model, compute.options())) {
      BeirEvaluator.Evaluation evaluation = BeirEvaluator.evaluate(loaded, folder, split);
      MetricsTable.print(spec.commandLine().getOut(), evaluation.metrics(), perQuery);
      json.write(evaluation.metrics().toJson(true));
      if (run.isPresent()) {
        RunFile.write(run.get(), evaluation.run().values(), "freshet");
      }
    }
    return 0;
  }
}
