/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.cli.observe.RunSnapshot;
import io.freshet.cli.observe.RunState;
import io.freshet.cli.page.PageAssets;
import io.freshet.cli.page.StateJson;
import io.freshet.config.KafkaConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A report in one HTML file that stands alone, by the views of the page.
 *
 * @param title what was done
 * @param facts what the numbers depend on, by name, in order
 * @param tables in order
 * @param run what is known of a training; one that says nothing where there was none
 * @param views of the page that the run is shown by, besides facts and tables
 */
public record StandingReport(
    String title,
    Map<String, String> facts,
    List<ReportTable> tables,
    RunSnapshot run,
    List<String> views) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final KafkaConfig.Topics NO_TOPICS =
      new KafkaConfig.Topics("", "", "", "", "", "", "", "");

  /** Keeps copies. */
  public StandingReport {
    facts = new LinkedHashMap<>(facts);
    tables = List.copyOf(tables);
    views = List.copyOf(views);
  }

  /** One without a training: facts and tables alone. */
  public static StandingReport of(
      String title, Map<String, String> facts, List<ReportTable> tables) {
    RunSnapshot nothing = new RunState(InstantSource.system(), NO_TOPICS).snapshot();
    return new StandingReport(title, facts, tables, nothing, List.of());
  }

  /** Writes the file, and the folders above it where they are missing. */
  public void write(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(file, PageAssets.standing(state()), UTF_8);
  }

  private ObjectNode state() {
    ObjectNode state = StateJson.of(run, true);
    state.put("phase", title);
    ObjectNode report = state.putObject("report");
    report.set("facts", JSON.valueToTree(facts));
    ArrayNode shown = report.putArray("tables");
    tables.forEach(table -> shown.add(json(table)));
    state.set("views", JSON.valueToTree(views));
    return state;
  }

  private static ObjectNode json(ReportTable table) {
    ObjectNode node = JSON.createObjectNode().put("title", table.title()).put("note", table.note());
    node.set("columns", JSON.valueToTree(table.columns()));
    node.set("rows", JSON.valueToTree(table.rows()));
    return node.putPOJO("bars", table.bars().orElse(null));
  }
}
