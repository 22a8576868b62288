/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.evaluation.metrics.MetricResults;
import io.freshet.evaluation.metrics.Ranking;
import io.freshet.evaluation.trec.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * A folder of results: {@code <task>/metrics.json}, {@code <task>/run.trec} and MTEB's {@code
 * mteb/<task>.json}. Files appear whole; {@code metrics.json} comes last, so that a task that has
 * it is done. Another model or other settings make a result stale, and it is computed again.
 */
public final class ResultFolder {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String ABOUT = "about";

  private final Path path;
  private final Map<String, String> about;

  /**
   * A folder, made if missing.
   *
   * @param about everything that results depend on, such as the model's digest
   */
  public ResultFolder(Path path, Map<String, String> about) throws IOException {
    this.path = Files.createDirectories(path);
    this.about = Map.copyOf(about);
  }

  /** Returns the JSON of a task that is done, under the same settings. */
  public Optional<ObjectNode> finished(String task) throws IOException {
    Path file = metricsFile(task);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode read = JSON.readTree(file.toFile());
    return read instanceof ObjectNode root && root.path(ABOUT).equals(aboutJson())
        ? Optional.of(root.without(ABOUT))
        : Optional.empty();
  }

  /** Keeps the result of a retrieval task. */
  public void write(String task, Collection<Ranking> run, MetricResults metrics, MtebResult mteb)
      throws IOException {
    Files.createDirectories(path.resolve(task));
    Path part = path.resolve(task).resolve("run.trec.part");
    RunFile.write(part, run, "freshet");
    Files.move(part, path.resolve(task).resolve("run.trec"), StandardCopyOption.REPLACE_EXISTING);
    write(task, metrics.toJson(true), mteb);
  }

  /** Keeps the result of any task. */
  public void write(String task, ObjectNode metrics, MtebResult mteb) throws IOException {
    Files.createDirectories(path.resolve(task));
    Path file = path.resolve("mteb").resolve(task.replace('/', '-') + ".json");
    Files.createDirectories(path.resolve("mteb"));
    writeWhole(file, mteb.toJson());
    ObjectNode root = metrics.deepCopy();
    root.set(ABOUT, aboutJson());
    writeWhole(metricsFile(task), root);
  }

  private Path metricsFile(String task) {
    return path.resolve(task).resolve("metrics.json");
  }

  private ObjectNode aboutJson() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    about.forEach(node::put);
    return node;
  }

  private static void writeWhole(Path file, JsonNode content) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(part, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(content));
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
