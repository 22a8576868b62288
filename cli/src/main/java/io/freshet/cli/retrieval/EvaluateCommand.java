/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.retrieval;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.cli.options.ComputeMixin;
import io.freshet.cli.options.FailedException;
import io.freshet.cli.options.JsonMixin;
import io.freshet.cli.options.WritableFile;
import io.freshet.cli.options.WrongUseException;
import io.freshet.cli.report.ReportMixin;
import io.freshet.cli.report.ReportTable;
import io.freshet.cli.report.StandingReport;
import io.freshet.evaluation.beir.BeirEvaluator;
import io.freshet.evaluation.beir.BeirSuite;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.evaluation.tasks.EvaluationTask;
import io.freshet.evaluation.vectors.Similarity;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Scores a model on test collections by exact search, and on tasks of MTEB's kinds; or the
 * generation that serves on test collections.
 */
@Command(
    name = "evaluate",
    description =
        "Scores a model on test collections by exact search, and on other tasks; or, with --live,"
            + " the serving generation on test collections.")
public final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private JsonMixin json = new JsonMixin();
  @Mixin private ReportMixin page = new ReportMixin();
  @Mixin private ComputeMixin compute = new ComputeMixin();
  @Mixin private DefinitionsMixin definitions = new DefinitionsMixin();
  @Mixin private TaskFilesMixin taskFiles = new TaskFilesMixin();

  @Mixin private LiveMixin live = new LiveMixin();

  @Option(names = "--model", paramLabel = "DIR", description = "A model folder.")
  private Optional<Path> model = Optional.empty();

  @Option(
      names = "--beir",
      paramLabel = "DIR",
      description =
          "A collection in BEIR's form (corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv), or a"
              + " directory of such; with labels.tsv in it, in-context accuracy too.")
  private Optional<Path> beir = Optional.empty();

  @Option(
      names = "--split",
      paramLabel = "NAME",
      defaultValue = "test",
      description = "Which judgments (default: ${DEFAULT-VALUE}).")
  private String split = "test";

  @Option(
      names = "--depth",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "Documents kept a query (default: ${DEFAULT-VALUE}); with --live at most 10000.")
  private int depth = BeirEvaluator.DEPTH;

  @Option(
      names = "--similarity",
      paramLabel = "S",
      description = "${COMPLETION-CANDIDATES}; the model folder's own where not given.")
  private Optional<Similarity> similarity = Optional.empty();

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description =
          "Use the folder's prompts named TASK-query, TASK-document or TASK; with --live the query prompt of"
              + " this task of the configuration.")
  private Optional<String> task = Optional.empty();

  @Option(
      names = "--run",
      converter = WritableFile.class,
      paramLabel = "FILE",
      description = "Write the run here, in TREC's form; of one collection only.")
  private Optional<Path> run = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "Write runs, metrics and MTEB's result files here, each as soon as it is done; what lies"
              + " there already, of this model and these settings, is not done again.")
  private Optional<Path> output = Optional.empty();

  @Option(names = "--per-query", description = "Print each query's values too.")
  private boolean perQuery;

  @Override
  public Integer call() throws IOException, FailedException {
    RankingMetrics metrics = definitions.metrics();
    List<EvaluationTask> tasks = taskFiles.tasks();
    if (beir.isEmpty() && tasks.isEmpty()) {
      throw new WrongUseException("nothing to evaluate: give --beir or a task");
    }
    if (depth < 1) {
      throw new WrongUseException("--depth must be positive");
    }
    if (live.chosen()) {
      checkLive(metrics, tasks);
      LiveEvaluation serving =
          new LiveEvaluation(
              evaluation(metrics, tasks),
              live.read(),
              live.cache(),
              compute.options(),
              live.newestQueries(),
              live.plans());
      List<EvaluationReport> reports = new ArrayList<>();
      serving.evaluate(
          report -> {
            report.print(spec.commandLine().getOut(), perQuery);
            reports.add(report);
          });
      write("Evaluation of what serves", reports);
    } else {
      Path folder =
          model.orElseThrow(
              () -> new WrongUseException("nothing to score: give --model, or --live"));
      if (!Files.isDirectory(folder)) {
        throw new WrongUseException("no such folder: " + folder);
      }
      EvaluationReport report =
          new ModelEvaluation(
                  evaluation(metrics, tasks), folder, compute.options(), similarity, tasks)
              .evaluate();
      report.print(spec.commandLine().getOut(), perQuery);
      write("Evaluation", List.of(report));
    }
    return 0;
  }

  private Evaluation evaluation(RankingMetrics metrics, List<EvaluationTask> tasks)
      throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    BeirSuite suite =
        beir.isPresent() ? BeirSuite.open(beir.get()) : new BeirSuite(List.of(), List.of());
    suite.passedOver().forEach(path -> err.println("passed over, no BEIR folder: " + path));
    if (run.isPresent() && (suite.datasets().size() != 1 || output.isPresent())) {
      throw new WrongUseException("--run is for one collection without --output");
    }
    checkNames(suite, tasks);
    return new Evaluation(suite, metrics, depth, split, task, run, output, err);
  }

  /** All into one file of each kind; of several, each under its mode. */
  private void write(String title, List<EvaluationReport> reports) throws IOException {
    if (reports.size() == 1) {
      json.write(reports.get(0).toJson());
    } else {
      ObjectNode byMode = JsonNodeFactory.instance.objectNode();
      reports.forEach(report -> byMode.set(report.mode(), report.toJson()));
      json.write(byMode);
    }
    Map<String, String> facts = new TreeMap<>();
    List<ReportTable> tables = new ArrayList<>();
    for (EvaluationReport report : reports) {
      facts.putAll(report.about());
      tables.addAll(report.tables());
    }
    page.write(StandingReport.of(title, facts, tables));
  }

  private void checkLive(RankingMetrics metrics, List<EvaluationTask> tasks) {
    if (model.isPresent()) {
      throw new WrongUseException("--live takes the serving version's model: give no --model");
    }
    if (run.isPresent() && live.plans().size() != 1) {
      throw new WrongUseException("--run is for one --mode");
    }
    if (!tasks.isEmpty()) {
      throw new WrongUseException("--live is for collections only: give --beir and no other task");
    }
    if (similarity.isPresent()) {
      throw new WrongUseException("--live compares as the index does: give no --similarity");
    }
    // Where the query's own document does not count, one more is asked for.
    int deepest = LiveSearch.DEEPEST - (metrics.definitions().selfMatches() ? 0 : 1);
    if (depth > deepest) {
      throw new WrongUseException(
          "--depth: %d is not allowed with --live; OpenSearch gives 1 to %d documents"
              .formatted(depth, deepest));
    }
  }

  /** Results are kept by name. */
  private static void checkNames(BeirSuite suite, List<EvaluationTask> tasks) {
    TreeSet<String> names = new TreeSet<>();
    suite.datasets().forEach(dataset -> names.add(dataset.name()));
    for (EvaluationTask each : tasks) {
      if (!names.add(each.name())) {
        throw new WrongUseException(
            "two tasks are named " + each.name() + ": rename " + each.path());
      }
    }
  }
}
