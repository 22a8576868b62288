/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.versions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The model card of a version: the {@code README.md} of its folder, with a YAML head as the Hugging
 * Face Hub reads it, whose key {@code freshet} holds all of this in JSON. No part of the digest.
 *
 * @param name of the version
 * @param parent name of the version before it, or the empty string
 * @param configuration hexadecimal SHA-256 of the whole configuration, secrets left out
 * @param createdAt milliseconds since the epoch
 */
public record VersionCard(
    String name,
    long step,
    String parent,
    String configuration,
    long createdAt,
    VersionFacts facts) {

  /** The card's file in the folder. */
  public static final String FILE = "README.md";

  private static final String HEAD = "freshet: ";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Writes the card into a version's folder, over a card that lies there. */
  public void write(Path folder) throws IOException {
    Files.writeString(folder.resolve(FILE), text(), StandardCharsets.UTF_8);
  }

  /**
   * Reads the card of a folder.
   *
   * @throws IOException where the folder has no card, or one that Freshet did not write
   */
  public static VersionCard read(Path folder) throws IOException {
    for (String line : Files.readAllLines(folder.resolve(FILE), StandardCharsets.UTF_8)) {
      if (line.startsWith(HEAD)) {
        return of(JSON.readTree(line.substring(HEAD.length())));
      }
    }
    throw new IOException(folder.resolve(FILE) + " is no card of a version of Freshet");
  }

  private static VersionCard of(JsonNode node) {
    Map<String, Double> losses = new TreeMap<>();
    Map<String, Long> examples = new TreeMap<>();
    Map<String, Long> rows = new TreeMap<>();
    node.path("losses").properties().forEach(e -> losses.put(e.getKey(), e.getValue().asDouble()));
    node.path("examples")
        .properties()
        .forEach(e -> examples.put(e.getKey(), e.getValue().asLong()));
    node.path("rows").properties().forEach(e -> rows.put(e.getKey(), e.getValue().asLong()));
    return new VersionCard(
        node.path("version").asText(),
        node.path("step").asLong(),
        node.path("parent").asText(),
        node.path("configuration").asText(),
        node.path("createdAt").asLong(),
        new VersionFacts(losses, examples, rows));
  }

  private String text() {
    ObjectNode node = JSON.createObjectNode();
    node.put("version", name)
        .put("step", step)
        .put("parent", parent)
        .put("configuration", configuration)
        .put("createdAt", createdAt);
    ObjectNode examples = node.putObject("examples");
    new TreeMap<>(facts.examples()).forEach(examples::put);
    ObjectNode rows = node.putObject("rows");
    new TreeMap<>(facts.rows()).forEach(rows::put);
    ObjectNode losses = node.putObject("losses");
    new TreeMap<>(facts.losses()).forEach(losses::put);
    StringBuilder text = new StringBuilder();
    text.append("---\n")
        .append("library_name: sentence-transformers\n")
        .append("pipeline_tag: sentence-similarity\n")
        .append("tags: [freshet]\n")
        .append(HEAD)
        .append(node)
        .append("\n---\n\n# Version ")
        .append(name)
        .append("\n\nTrained by Freshet up to step %,d".formatted(step))
        .append(parent.isEmpty() ? "" : ", after version " + parent)
        .append(", written at ")
        .append(Instant.ofEpochMilli(createdAt))
        .append(
            ".\n\n| task | examples that arrived | rows trained on | loss |\n|---|---|---|---|\n");
    TreeSet<String> tasks = new TreeSet<>(facts.examples().keySet());
    tasks.addAll(facts.rows().keySet());
    tasks.addAll(facts.losses().keySet());
    for (String task : tasks) {
      text.append(
          "| %s | %d | %d | %s |%n"
              .formatted(
                  task, count(facts.examples(), task), count(facts.rows(), task), loss(task)));
    }
    return text.append("\nConfiguration: SHA-256 `")
        .append(configuration)
        .append("`.\n")
        .toString();
  }

  private static long count(Map<String, Long> counts, String task) {
    return counts.getOrDefault(task, 0L);
  }

  private String loss(String task) {
    Double loss = facts.losses().get(task);
    return loss == null ? "" : String.format(Locale.ROOT, "%.4f", loss);
  }
}
