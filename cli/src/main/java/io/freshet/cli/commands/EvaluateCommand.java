/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import io.freshet.cli.terminal.Progress;
import io.freshet.evaluation.beir.BeirEvaluator;
import io.freshet.evaluation.beir.BeirSuite;
import io.freshet.evaluation.beir.BeirSuite.Dataset;
import io.freshet.evaluation.metrics.MetricResults;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.evaluation.results.ResultFolder;
import io.freshet.evaluation.suite.SuiteEvaluator;
import io.freshet.evaluation.suite.SuiteEvaluator.DatasetResult;
import io.freshet.evaluation.suite.SuiteEvaluator.TaskResult;
import io.freshet.evaluation.tasks.EvaluationTask;
import io.freshet.evaluation.tasks.ModelEncoder;
import io.freshet.evaluation.trec.RunFile;
import io.freshet.evaluation.vectors.Similarity;
import io.freshet.model.EmbeddingModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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

/** Scores a model on test collections by exact search, and on tasks of MTEB's kinds. */
@Command(
    name = "evaluate",
    description = "Scores a model on test collections by exact search, and on other tasks.")
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private JsonMixin json = new JsonMixin();
  @Mixin private ComputeMixin compute = new ComputeMixin();
  @Mixin private DefinitionsMixin definitions = new DefinitionsMixin();
  @Mixin private TaskFilesMixin taskFiles = new TaskFilesMixin();

  @Option(names = "--model", paramLabel = "DIR", required = true, description = "A model folder.")
  private Path model = Path.of("");

  @Option(
      names = "--beir",
      paramLabel = "DIR",
      description =
          "A collection in BEIR's form (corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv), or a"
              + " directory of such; with labels.tsv in it, in-context accuracy too.")
  private Optional<Path> beir = Optional.empty();

  @Option(
      names = "--split",
      defaultValue = "test",
      description = "Which judgments (default: ${DEFAULT-VALUE}).")
  private String split = "test";

  @Option(
      names = "--depth",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Documents kept a query (default: ${DEFAULT-VALUE}).")
  private int depth = BeirEvaluator.DEPTH;

  @Option(
      names = "--similarity",
      paramLabel = "S",
      description = "${COMPLETION-CANDIDATES}; the model folder's own where not given.")
  private Optional<Similarity> similarity = Optional.empty();

  @Option(
      names = "--task",
      paramLabel = "T",
      description = "Use the folder's prompts named T-query, T-document or T.")
  private Optional<String> task = Optional.empty();

  @Option(
      names = "--run",
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
  public Integer call() throws IOException {
    RankingMetrics metrics = definitions.metrics();
    List<EvaluationTask> tasks = taskFiles.tasks();
    if (beir.isEmpty() && tasks.isEmpty()) {
      throw new WrongUseException("nothing to evaluate: give --beir or a task");
    }
    if (!Files.isDirectory(model)) {
      throw new WrongUseException("no such folder: " + model);
    }
    if (depth < 1) {
      throw new WrongUseException("--depth must be positive");
    }
    BeirSuite suite =
        beir.isPresent() ? BeirSuite.open(beir.get()) : new BeirSuite(List.of(), List.of());
    suite
        .passedOver()
        .forEach(
            path -> spec.commandLine().getErr().println("passed over, no BEIR folder: " + path));
    if (run.isPresent() && (suite.datasets().size() != 1 || output.isPresent())) {
      throw new WrongUseException("--run is for one collection without --output");
    }
    checkNames(suite, tasks);
    try (EmbeddingModel loaded = EmbeddingModel.load(model, compute.options())) {
      checkPrompts(loaded);
      Similarity chosen = similarity.isPresent() ? similarity.get() : Similarity.ofModel(model);
      SuiteEvaluator evaluator =
          new SuiteEvaluator(
              new ModelEncoder(loaded, task),
              chosen,
              compute.options(),
              metrics,
              depth,
              split,
              results(loaded, chosen, metrics));
      report(suite, evaluate(evaluator, suite), evaluate(evaluator, tasks));
    }
    return 0;
  }

  private Map<String, DatasetResult> evaluate(SuiteEvaluator evaluator, BeirSuite suite)
      throws IOException {
    Map<String, DatasetResult> results = new LinkedHashMap<>();
    for (Dataset dataset : suite.datasets()) {
      try (Progress progress =
          Progress.of(
              spec.commandLine().getErr(),
              "documents of " + dataset.name(),
              dataset.folder().size())) {
        DatasetResult result = evaluator.evaluate(dataset, progress::update);
        if (run.isPresent()) {
          RunFile.write(run.get(), result.run().values(), "freshet");
        }
        // Runs are large and are needed no more.
        results.put(dataset.name(), new DatasetResult(result.metrics(), Map.of(), result.tasks()));
      }
    }
    return results;
  }

  private List<TaskResult> evaluate(SuiteEvaluator evaluator, List<EvaluationTask> tasks)
      throws IOException {
    List<TaskResult> results = new ArrayList<>();
    try (Progress progress = Progress.of(spec.commandLine().getErr(), "tasks", tasks.size())) {
      for (EvaluationTask each : tasks) {
        results.add(evaluator.evaluate(each));
        progress.update(results.size());
      }
    }
    return results;
  }

  private void report(BeirSuite suite, Map<String, DatasetResult> datasets, List<TaskResult> tasks)
      throws IOException {
    List<TaskResult> all = new ArrayList<>();
    datasets.values().forEach(result -> all.addAll(result.tasks()));
    all.addAll(tasks);
    Map<String, MetricResults> metrics = new LinkedHashMap<>();
    datasets.forEach((name, result) -> metrics.put(name, result.metrics()));
    EvaluationReport report = new EvaluationReport(suite, metrics, all);
    report.print(spec.commandLine().getOut(), perQuery);
    json.write(report.toJson());
  }

  private Optional<ResultFolder> results(
      EmbeddingModel loaded, Similarity chosen, RankingMetrics metrics) throws IOException {
    if (output.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> about = new TreeMap<>();
    about.put("model", loaded.digest());
    about.put("split", split);
    about.put("depth", Integer.toString(depth));
    about.put("similarity", chosen.name().toLowerCase(Locale.ROOT));
    about.put("prompts-of", task.orElse(""));
    about.put("measures", String.join(",", metrics.names()));
    about.put("definitions", metrics.definitions().toString());
    return Optional.of(new ResultFolder(output.get(), about));
  }

  private void checkPrompts(EmbeddingModel loaded) {
    if (task.isPresent()
        && List.of(task.get(), task.get() + "-query", task.get() + "-document").stream()
            .noneMatch(loaded.prompts()::containsKey)) {
      throw new WrongUseException(
          "%s holds no prompt for task %s; its prompts are %s"
              .formatted(model, task.get(), new TreeSet<>(loaded.prompts().keySet())));
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
