/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import static io.freshet.config.JobOptions.KAFKA_PROPERTIES;
import static io.freshet.config.JobOptions.TASKS;
import static io.freshet.config.JobOptions.TOLERANCES;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration from YAML. Everything that is wrong is found in one go: unknown keys with
 * the nearest known one, values of another type or out of bounds with what is allowed, options that
 * contradict each other.
 */
public final class ConfigReader {
  private static final YAMLMapper YAML =
      new YAMLMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  private final String source;
  private final References references;
  private final List<String> problems = new ArrayList<>();

  private ConfigReader(String source, Function<String, Optional<String>> environment) {
    this.source = source;
    this.references = new References(environment);
  }

  /**
   * Reads a file.
   *
   * @throws IOException where the file cannot be read
   * @throws ConfigException where its content cannot be used
   */
  public static FreshetConfig read(Path file) throws IOException {
    return parse(
        file.toString(),
        Files.readString(file, UTF_8),
        name -> Optional.ofNullable(System.getenv(name)));
  }

  /**
   * Reads the text of a file.
   *
   * @param source named in messages
   * @throws ConfigException where the text cannot be used
   */
  public static FreshetConfig parse(String source, String yaml) {
    return parse(source, yaml, name -> Optional.ofNullable(System.getenv(name)));
  }

  /**
   * Reads the text of a file, with some of its options replaced.
   *
   * @param source named in messages
   * @param overrides values as they would stand in the file, by their whole keys
   * @throws ConfigException where the text or an override cannot be used
   */
  public static FreshetConfig parse(String source, String yaml, Map<String, String> overrides) {
    return parse(source, yaml, overrides, Map.of());
  }

  /**
   * Reads the text of a file, with some of its options replaced and values for some that it does
   * not give.
   *
   * @param source named in messages
   * @param overrides values as they would stand in the file, by their whole keys
   * @param fallbacks the same for options that the file does not give, by keys of two names
   * @throws ConfigException where the text cannot be used
   */
  public static FreshetConfig parse(
      String source, String yaml, Map<String, String> overrides, Map<String, String> fallbacks) {
    return parse(source, replaced(source, yaml, overrides, fallbacks));
  }

  /**
   * The text of a file with some of its options replaced and values for some that it does not give;
   * references stay as they are, comments do not.
   *
   * @throws ConfigException where the text is no YAML
   */
  public static String replaced(
      String source, String yaml, Map<String, String> overrides, Map<String, String> fallbacks) {
    ObjectNode root = new ConfigReader(source, name -> Optional.empty()).root(yaml);
    fallbacks.forEach(
        (key, value) -> {
          if (!gives(root, key)) {
            override(root, key, value);
          }
        });
    overrides.forEach((key, value) -> override(root, key, value));
    try {
      return YAML.writeValueAsString(root);
    } catch (JacksonException e) {
      throw new IllegalStateException("what was read as YAML can be written as YAML", e);
    }
  }

  static FreshetConfig parse(
      String source, String yaml, Function<String, Optional<String>> environment) {
    return new ConfigReader(source, environment).config(yaml);
  }

  private FreshetConfig config(String yaml) {
    ObjectNode root = root(yaml);
    Map<String, String> kafkaProperties = kafkaProperties(take(root, KAFKA_PROPERTIES));
    Map<String, Double> tolerances = tolerances(take(root, TOLERANCES));
    @Nullable JsonNode taskNodes = root.remove(TASKS);
    ConfigValues values = ConfigValues.of(root, JobOptions.ALL, "", references, problems);
    Map<String, ConfigValues> tasks = tasks(taskNodes);
    for (String task : tolerances.keySet()) {
      if (!tasks.containsKey(task)) {
        problems.add(
            ConfigValues.unknown(TOLERANCES + "." + task, TOLERANCES + ".", tasks.keySet()));
      }
    }
    failOnProblems();
    FreshetConfig config = ConfigAssembly.assemble(values, tasks, kafkaProperties, tolerances);
    problems.addAll(ConfigAssembly.contradictions(config, values));
    failOnProblems();
    return config;
  }

  private ObjectNode root(String yaml) {
    try {
      JsonNode tree = YAML.readTree(yaml);
      if (tree instanceof ObjectNode object) {
        return object;
      }
      throw new ConfigException(
          source, List.of("holds no configuration; expected keys such as model.path"));
    } catch (JacksonException e) {
      @Nullable JsonLocation location = e.getLocation();
      String where =
          location == null
              ? ""
              : "line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
      throw new ConfigException(
          source, List.of(where + e.getOriginalMessage().lines().findFirst().orElse("no YAML")));
    }
  }

  /** Whether the file gives a key of two names, in either way of writing it. */
  private static boolean gives(ObjectNode root, String key) {
    int dot = key.indexOf('.');
    return root.has(key) || root.path(key.substring(0, dot)).has(key.substring(dot + 1));
  }

  /** Sets a value at its nested place, whichever way the file writes its key. */
  private static void override(ObjectNode root, String key, String value) {
    root.remove(key);
    ObjectNode at = root;
    String rest = key;
    for (int dot = rest.indexOf('.'); dot > 0; dot = rest.indexOf('.')) {
      String name = rest.substring(0, dot);
      rest = rest.substring(dot + 1);
      @Nullable JsonNode below = at.get(name);
      at = below instanceof ObjectNode object ? object : at.putObject(name);
      at.remove(rest);
    }
    at.put(rest, value);
  }

  /** Removes what stands at a path of two names and returns it. */
  private static @Nullable JsonNode take(ObjectNode root, String path) {
    int dot = path.indexOf('.');
    @Nullable JsonNode section = root.get(path.substring(0, dot));
    return section instanceof ObjectNode object ? object.remove(path.substring(dot + 1)) : null;
  }

  private Map<String, String> kafkaProperties(@Nullable JsonNode node) {
    Map<String, String> properties = new LinkedHashMap<>();
    if (node == null) {
      return properties;
    }
    if (!node.isObject()) {
      problems.add(KAFKA_PROPERTIES + ": needs keys with values");
      return properties;
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String path = KAFKA_PROPERTIES + "." + field.getKey();
      String text = field.getValue().asText();
      if (!field.getValue().isValueNode() || field.getValue().isNull()) {
        problems.add(path + ": needs a single value");
      } else if (isSecret(field.getKey()) && !References.isReference(text)) {
        problems.add(path + ": a secret is given by ${env:NAME} or ${file:PATH} only");
      } else {
        try {
          properties.put(field.getKey(), references.resolve(path, text));
        } catch (IllegalArgumentException e) {
          problems.add(String.valueOf(e.getMessage()));
        }
      }
    }
    return properties;
  }

  private Map<String, Double> tolerances(@Nullable JsonNode node) {
    Map<String, Double> tolerances = new LinkedHashMap<>();
    if (node == null) {
      return tolerances;
    }
    if (!node.isObject()) {
      problems.add(TOLERANCES + ": needs names of tasks with numbers");
      return tolerances;
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String path = TOLERANCES + "." + field.getKey();
      try {
        tolerances.put(
            field.getKey(),
            JobOptions.TOLERANCE.parse(path, references.resolve(path, field.getValue().asText())));
      } catch (IllegalArgumentException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    return tolerances;
  }

  /** Whether a property of Kafka's clients holds a secret, by its name. */
  static boolean isSecret(String property) {
    String name = property.toLowerCase(Locale.ROOT);
    return name.contains("password")
        || name.contains("secret")
        || name.contains("jaas")
        || name.endsWith("keystore.key");
  }

  private Map<String, ConfigValues> tasks(@Nullable JsonNode node) {
    Map<String, ConfigValues> tasks = new LinkedHashMap<>();
    if (node == null || !node.isObject() || node.isEmpty()) {
      problems.add(TASKS + ": at least one task must be given, such as tasks: {search: {}}");
      return tasks;
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String path = TASKS + "." + field.getKey();
      JsonNode value = field.getValue();
      if (!field.getKey().matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")) {
        problems.add(
            path
                + ": a task's name is made of letters, digits, dot, hyphen, underscore, and does not begin with a dot");
      } else if (!value.isObject() && !value.isNull()) {
        problems.add(path + ": needs keys with values, such as kind: retrieval");
      } else {
        tasks.put(
            field.getKey(),
            ConfigValues.of(value, TaskOptions.ALL, path + ".", references, problems));
      }
    }
    return tasks;
  }

  private void failOnProblems() {
    if (!problems.isEmpty()) {
      throw new ConfigException(source, problems);
    }
  }
}
