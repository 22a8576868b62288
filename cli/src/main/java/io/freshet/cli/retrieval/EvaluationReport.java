/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.retrieval;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.cli.report.ReportTable;
import io.freshet.cli.terminal.Table;
import io.freshet.evaluation.beir.BeirSuite;
import io.freshet.evaluation.metrics.MetricResults;
import io.freshet.evaluation.suite.SuiteEvaluator.TaskResult;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an evaluation found, for people and for programs. One collection has trec_eval's form; more
 * have a table, and JSON of averages, groups and collections. Tasks stand beside them.
 *
 * @param mode how was searched, where that was done in several ways; else the empty string
 * @param about what the numbers depend on, by name
 * @param metrics by name of the collection
 */
record EvaluationReport(
    String mode,
    Map<String, String> about,
    BeirSuite suite,
    Map<String, MetricResults> metrics,
    List<TaskResult> tasks) {
  private static final List<String> COLUMNS =
      List.of("ndcg_cut_10", "map", "recip_rank", "recall_10", "recall_100");

  private boolean single() {
    return metrics.size() == 1;
  }

  void print(PrintWriter out, boolean perQuery) {
    if (!mode.isEmpty()) {
      out.println(mode);
    }
    if (single()) {
      MetricsTable.print(out, only(), perQuery);
    } else if (!metrics.isEmpty()) {
      if (perQuery) {
        metrics.forEach(
            (name, results) -> {
              out.println(name);
              MetricsTable.print(out, results, true);
            });
      }
      printTable(out);
    }
    if (!tasks.isEmpty()) {
      Table table = Table.of("task", "score", "value");
      for (TaskResult task : tasks) {
        table.row(task.name(), task.mainScore(), number(task.scores(), task.mainScore()));
      }
      table.print(out);
    }
  }

  private void printTable(PrintWriter out) {
    BeirSuite.Averages averages = suite.averages(means());
    List<String> shown = shown(averages);
    String[] head = new String[shown.size() + 2];
    head[0] = "collection";
    head[1] = "queries";
    for (int i = 0; i < shown.size(); i++) {
      head[i + 2] = shown.get(i);
    }
    Table table = Table.of(head);
    metrics.forEach(
        (name, results) ->
            row(table, name, Integer.toString(results.perQuery().size()), shown, results.means()));
    averages.groups().forEach((group, values) -> row(table, group, "", shown, values));
    row(table, "average", "", shown, averages.all());
    table.print(out);
  }

  /** Its tables, for a page. */
  List<ReportTable> tables() {
    List<ReportTable> tables = new ArrayList<>();
    String before = mode.isEmpty() ? "" : mode + ": ";
    if (!metrics.isEmpty()) {
      BeirSuite.Averages averages = suite.averages(means());
      List<String> shown = shown(averages);
      List<List<Object>> rows = new ArrayList<>();
      metrics.forEach(
          (name, results) ->
              rows.add(cells(name, results.perQuery().size(), shown, results.means())));
      averages.groups().forEach((group, values) -> rows.add(cells(group, "", shown, values)));
      if (!single()) {
        rows.add(cells("average", "", shown, averages.all()));
      }
      List<String> columns = new ArrayList<>(List.of("Collection", "Queries"));
      columns.addAll(shown);
      tables.add(
          new ReportTable(
              before + "Collections",
              "Means over all judged queries, as trec_eval defines them.",
              columns,
              rows,
              Optional.of(2)));
      metrics.forEach(
          (name, results) ->
              tables.add(
                  ReportTable.tenths(
                      before + shown.get(0) + " of the queries of " + name,
                      "How many queries are answered how well.",
                      "Queries",
                      results.values(shown.get(0)).values())));
    }
    if (!tasks.isEmpty()) {
      tables.add(
          new ReportTable(
              before + "Tasks",
              "The main score of each kind of task.",
              List.of("Task", "Score", "Value"),
              tasks.stream()
                  .<List<Object>>map(
                      task ->
                          List.of(
                              task.name(),
                              task.mainScore(),
                              task.scores().getOrDefault(task.mainScore(), 0.0)))
                  .toList(),
              Optional.of(2)));
    }
    return tables;
  }

  private static List<Object> cells(
      String name, Object queries, List<String> shown, Map<String, Double> values) {
    List<Object> cells = new ArrayList<>(List.of(name, queries));
    shown.forEach(metric -> cells.add(values.containsKey(metric) ? values.get(metric) : ""));
    return cells;
  }

  private static List<String> shown(BeirSuite.Averages averages) {
    return COLUMNS.stream().anyMatch(averages.all()::containsKey)
        ? COLUMNS.stream().filter(averages.all()::containsKey).toList()
        : averages.all().keySet().stream().limit(COLUMNS.size()).toList();
  }

  private static void row(
      Table table, String name, String queries, List<String> shown, Map<String, Double> values) {
    Object[] cells = new Object[shown.size() + 2];
    cells[0] = name;
    cells[1] = queries;
    for (int i = 0; i < shown.size(); i++) {
      cells[i + 2] = number(values, shown.get(i));
    }
    table.row(cells);
  }

  private static String number(Map<String, Double> values, String name) {
    Double value = values.get(name);
    return value == null ? "" : String.format(Locale.ROOT, "%.4f", value);
  }

  private Map<String, Map<String, Double>> means() {
    Map<String, Map<String, Double>> means = new TreeMap<>();
    metrics.forEach((name, results) -> means.put(name, results.means()));
    return means;
  }

  ObjectNode toJson() {
    ObjectNode root = single() ? only().toJson(true) : suiteJson();
    if (tasks.isEmpty()) {
      return root;
    }
    ObjectNode found = root.putObject("tasks");
    for (TaskResult task : tasks) {
      ObjectNode node = found.putObject(task.name());
      node.put("main_score", task.mainScore());
      task.scores().forEach(node.putObject("scores")::put);
    }
    return root;
  }

  private ObjectNode suiteJson() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    if (!metrics.isEmpty()) {
      BeirSuite.Averages averages = suite.averages(means());
      averages.all().forEach(root.putObject("all")::put);
      ObjectNode groups = root.putObject("groups");
      averages.groups().forEach((group, values) -> values.forEach(groups.putObject(group)::put));
      ObjectNode datasets = root.putObject("datasets");
      metrics.forEach((name, results) -> datasets.set(name, results.toJson(true)));
    }
    return root;
  }

  private MetricResults only() {
    return metrics.values().iterator().next();
  }
}
