/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.cli.dataset.DemoTask;
import io.freshet.cli.observe.RankingNumbers;
import io.freshet.cli.observe.RunSnapshot;
import io.freshet.cli.page.PageAssets;
import io.freshet.cli.page.StateJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Leaves what a run was as {@code report.json} and {@code report.html}.
 *
 * <p>In {@code report.json} times are milliseconds since the epoch, what never came about is null,
 * and {@code bm25} and {@code hybrid} speak of code search; {@code report.html} shows them for
 * every task.
 */
public final class RunReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RunReport() {}

  /**
   * Writes both files.
   *
   * @param directory made if missing
   * @param run the run at its end
   * @param duration how long the run lasted, from the moment the first generation served
   */
  public static void write(Path directory, RunSnapshot run, Duration duration) throws IOException {
    Files.createDirectories(directory);
    JSON.writerWithDefaultPrettyPrinter()
        .writeValue(directory.resolve("report.json").toFile(), json(run, duration));
    Files.writeString(
        directory.resolve("report.html"), PageAssets.standing(StateJson.of(run, true)));
  }

  static ObjectNode json(RunSnapshot run, Duration duration) {
    ObjectNode report = JSON.createObjectNode();
    ObjectNode examples = report.putObject("examples");
    examples.put("consumed", run.training().consumed());
    examples.put("rejected", run.training().rejected());
    ObjectNode byTask = examples.putObject("byTask");
    run.tasks().forEach((name, task) -> byTask.put(name, task.arrived()));

    ObjectNode training = report.putObject("training");
    training.put("steps", run.training().steps());
    training.put("pairsPerSecond", run.training().meanPairsPerSecond());
    training.putPOJO("firstLoss", run.training().firstLoss().orElse(null));
    training.putPOJO("lastLoss", run.training().lastLoss().orElse(null));

    ArrayNode versions = report.putArray("versions");
    for (RunSnapshot.Version version : run.versions()) {
      ObjectNode node = versions.addObject();
      node.put("step", version.step());
      node.put("digest", version.digest());
      node.put("uri", version.uri());
      node.put("state", version.state());
    }
    ArrayNode generations = report.putArray("generations");
    for (RunSnapshot.Generation generation : run.generations()) {
      ObjectNode node = generations.addObject();
      node.put("index", generation.index());
      node.put("version", generation.version());
      node.put("documents", generation.documents());
      node.put("state", generation.state());
      node.putPOJO("servingSince", generation.servingSince().orElse(null));
    }
    ArrayNode windows = report.putArray("windows");
    for (RunSnapshot.Window window : run.windows()) {
      ObjectNode node = windows.addObject();
      node.put("task", window.task());
      node.put("generation", window.generation());
      node.put("start", window.start());
      node.put("end", window.end());
      node.put("queries", window.queries());
      node.put("mrr", window.mrr());
      node.put("recallAt10", window.recallAt10());
      node.put("ndcgAt10", window.ndcgAt10());
    }
    String codeSearch = DemoTask.CODE_SEARCH.taskName();
    put(report.putObject("bm25"), run.bm25().get(codeSearch));
    put(report.putObject("hybrid"), run.hybrid().get(codeSearch));
    ArrayNode fusions = report.putArray("fusions");
    for (RunSnapshot.FusionNumbers fusion : run.fusions()) {
      ObjectNode node = fusions.addObject();
      node.put("task", fusion.task());
      node.put("method", fusion.method());
      node.put("weight", fusion.weight());
      put(node, fusion.numbers());
    }
    report.put("deadLetters", run.deadLetters().total());
    report.put("durationSeconds", duration.toMillis() / 1000.0);
    return report;
  }

  private static void put(ObjectNode node, @Nullable RankingNumbers numbers) {
    node.putPOJO("mrr", numbers == null ? null : numbers.mrr());
    node.putPOJO("recallAt10", numbers == null ? null : numbers.recallAt10());
    node.putPOJO("ndcgAt10", numbers == null ? null : numbers.ndcgAt10());
  }
}
