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
import io.freshet.cli.terminal.Progress;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.evaluation.beir.BeirEvaluator;
import io.freshet.evaluation.beir.BeirFolder;
import io.freshet.evaluation.beir.BeirSuite;
import io.freshet.evaluation.beir.BeirSuite.Dataset;
import io.freshet.evaluation.metrics.MetricResults;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.evaluation.results.ResultFolder;
import io.freshet.evaluation.suite.CollectionEvaluator;
import io.freshet.evaluation.suite.SuiteEvaluator;
import io.freshet.evaluation.suite.SuiteEvaluator.DatasetResult;
import io.freshet.evaluation.suite.SuiteEvaluator.TaskResult;
import io.freshet.evaluation.tasks.EvaluationTask;
import io.freshet.evaluation.tasks.ModelEncoder;
import io.freshet.evaluation.trec.RunFile;
import io.freshet.evaluation.vectors.Similarity;
import io.freshet.model.EmbeddingModel;
import io.freshet.serving.QueryEncoder;
import io.freshet.serving.QueryProfile;
import io.freshet.serving.SearchPlan;
import io.freshet.serving.ServingIndex;
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
import java.util.function.LongConsumer;
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
      evaluateLive(suite(tasks), metrics);
    } else {
      Path folder =
          model.orElseThrow(
              () -> new WrongUseException("nothing to score: give --model, or --live"));
      if (!Files.isDirectory(folder)) {
        throw new WrongUseException("no such folder: " + folder);
      }
      evaluateModel(folder, suite(tasks), tasks, metrics);
    }
    return 0;
  }

  private BeirSuite suite(List<EvaluationTask> tasks) throws IOException {
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
    return suite;
  }

  private void evaluateModel(
      Path folder, BeirSuite suite, List<EvaluationTask> tasks, RankingMetrics metrics)
      throws IOException {
    try (EmbeddingModel loaded = EmbeddingModel.load(folder, compute.options())) {
      checkPrompts(folder, loaded);
      Similarity chosen = similarity.isPresent() ? similarity.get() : Similarity.ofModel(folder);
      SuiteEvaluator evaluator =
          new SuiteEvaluator(
              new ModelEncoder(loaded, task),
              chosen,
              compute.options(),
              metrics,
              depth,
              split,
              results(about(loaded, chosen.name().toLowerCase(Locale.ROOT), metrics)));
      report(
          about(loaded, chosen.name().toLowerCase(Locale.ROOT), metrics),
          suite,
          evaluate(suite, "documents", BeirFolder::size, evaluator::evaluate),
          evaluate(evaluator, tasks));
    }
  }

  private void evaluateLive(BeirSuite suite, RankingMetrics metrics)
      throws IOException, FailedException {
    FreshetConfig config = live.read();
    suite.datasets().stream()
        .map(dataset -> dataset.folder().path().resolve("labels.tsv"))
        .filter(Files::exists)
        .forEach(
            path ->
                spec.commandLine()
                    .getErr()
                    .println("passed over, an index holds documents without labels: " + path));
    Optional<QueryProfile> profile = QueriesOfTask.of(task, config);
    try (ServingIndex serving =
        ServingIndex.open(config.serving(live.cache(), compute.options()))) {
      if (live.newestQueries()) {
        LaterVersions.encodeQueries(serving, config);
      }
      spec.commandLine()
          .getErr()
          .printf(
              "generation %s, version %s%s%n",
              serving.generation().index(),
              serving.generation().versionName(),
              LaterVersions.queriesBy(serving));
      QueryEncoder encoder = serving.encoder(profile);
      ServingGeneration asked = serving.generation(profile);
      List<SearchPlan> plans = live.plans();
      ObjectNode byMode = JsonNodeFactory.instance.objectNode();
      List<ReportTable> tables = new ArrayList<>();
      Map<String, String> facts = new TreeMap<>();
      for (SearchPlan plan : plans) {
        String mode = plan.mode().name().toLowerCase(Locale.ROOT);
        Map<String, String> about = about(serving.queryModel(), "index", metrics);
        about.putAll(encoder.about());
        about.putAll(plan.about());
        about.put("generation", asked.index());
        if (!asked.equals(serving.generation())) {
          about.put("vectors", asked.vectorField());
        }
        CollectionEvaluator evaluator =
            new CollectionEvaluator(
                (dataset, progress) ->
                    new LiveSearch(serving.client(), asked, encoder::encode, plan, progress),
                Optional.empty(),
                metrics,
                depth,
                split,
                results(about, plans.size() > 1 ? mode : ""));
        EvaluationReport report =
            new EvaluationReport(
                suite,
                means(
                    evaluate(
                        suite,
                        mode + " queries",
                        folder -> folder.judgments(split).size(),
                        evaluator::evaluate)),
                List.of());
        if (plans.size() > 1) {
          spec.commandLine().getOut().println(mode);
        }
        report.print(spec.commandLine().getOut(), perQuery);
        byMode.set(mode, report.toJson());
        facts.putAll(about);
        tables.addAll(report.tables(plans.size() > 1 ? mode + ": " : ""));
      }
      json.write(plans.size() > 1 ? byMode : byMode.elements().next());
      page.write(StandingReport.of("Evaluation of what serves", facts, tables));
    }
  }

  /** How much is to be done for a collection. */
  @FunctionalInterface
  private interface Amount {
    long of(BeirFolder folder) throws IOException;
  }

  /** Scores a collection and tells of progress. */
  @FunctionalInterface
  private interface Scorer {
    DatasetResult evaluate(Dataset dataset, LongConsumer progress) throws IOException;
  }

  private Map<String, DatasetResult> evaluate(
      BeirSuite suite, String unit, Amount amount, Scorer scorer) throws IOException {
    Map<String, DatasetResult> results = new LinkedHashMap<>();
    for (Dataset dataset : suite.datasets()) {
      try (Progress progress =
          Progress.of(
              spec.commandLine().getErr(),
              unit + " of " + dataset.name(),
              amount.of(dataset.folder()))) {
        DatasetResult result = scorer.evaluate(dataset, progress::update);
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

  private void report(
      Map<String, String> about,
      BeirSuite suite,
      Map<String, DatasetResult> datasets,
      List<TaskResult> tasks)
      throws IOException {
    List<TaskResult> all = new ArrayList<>();
    datasets.values().forEach(result -> all.addAll(result.tasks()));
    all.addAll(tasks);
    EvaluationReport report = new EvaluationReport(suite, means(datasets), all);
    report.print(spec.commandLine().getOut(), perQuery);
    json.write(report.toJson());
    page.write(StandingReport.of("Evaluation", about, report.tables("")));
  }

  private static Map<String, MetricResults> means(Map<String, DatasetResult> datasets) {
    Map<String, MetricResults> metrics = new LinkedHashMap<>();
    datasets.forEach((name, result) -> metrics.put(name, result.metrics()));
    return metrics;
  }

  /** What results depend on. */
  private Map<String, String> about(
      EmbeddingModel loaded, String compared, RankingMetrics metrics) {
    Map<String, String> about = new TreeMap<>();
    about.put("model", loaded.digest());
    about.put("split", split);
    about.put("depth", Integer.toString(depth));
    about.put("similarity", compared);
    about.put("prompts-of", task.orElse(""));
    about.put("measures", String.join(",", metrics.names()));
    about.put("definitions", metrics.definitions().toString());
    return about;
  }

  private Optional<ResultFolder> results(Map<String, String> about) throws IOException {
    return results(about, "");
  }

  /** Below the folder for results, in one of its own where it has a name. */
  private Optional<ResultFolder> results(Map<String, String> about, String name)
      throws IOException {
    return output.isEmpty()
        ? Optional.empty()
        : Optional.of(new ResultFolder(output.get().resolve(name), about));
  }

  private void checkPrompts(Path folder, EmbeddingModel loaded) {
    if (task.isPresent()
        && List.of(task.get(), task.get() + "-query", task.get() + "-document").stream()
            .noneMatch(loaded.prompts()::containsKey)) {
      throw new WrongUseException(
          "%s holds no prompt for task %s; its prompts are %s"
              .formatted(folder, task.get(), new TreeSet<>(loaded.prompts().keySet())));
    }
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
