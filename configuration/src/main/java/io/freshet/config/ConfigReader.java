/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.freshet.config.option.Entries;
import io.freshet.config.option.Option;
import io.freshet.config.option.References;
import io.freshet.config.option.SectionReader;
import io.freshet.config.option.Values;
import io.freshet.model.files.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration from YAML. Everything that is wrong is found in one go: unknown keys with
 * the nearest known one, values of another type or out of bounds with what is allowed, options that
 * contradict each other.
 */
public final class ConfigReader {
  /** The section whose keys are names of tasks. */
  static final String TASKS = "tasks";

  private static final YAMLMapper YAML =
      new YAMLMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  private static final Pattern PLACE = Pattern.compile("in 'reader', (line \\d+, column \\d+)");

  private final String source;
  private final References references;
  private final List<String> problems = new ArrayList<>();
  private String text = "";

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
    return parse(file.toString(), TextFile.read(file));
  }

  /**
   * Reads the text of a file.
   *
   * @param source named in messages
   * @throws ConfigException where the text cannot be used
   */
  public static FreshetConfig parse(String source, String yaml) {
    return parse(source, yaml, ConfigReader::environment);
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
    ConfigReader reader = new ConfigReader(source, ConfigReader::environment);
    return reader.config(replaced(reader.root(yaml), overrides, fallbacks));
  }

  /**
   * The text of a file with some of its options replaced and values for some that it does not give;
   * references stay as they are, comments do not.
   *
   * @throws ConfigException where the text is no YAML
   */
  public static String replaced(
      String source, String yaml, Map<String, String> overrides, Map<String, String> fallbacks) {
    try {
      return YAML.writeValueAsString(
          replaced(
              new ConfigReader(source, ConfigReader::environment).root(yaml),
              overrides,
              fallbacks));
    } catch (JacksonException e) {
      throw new IllegalStateException("what was read as YAML can be written as YAML", e);
    }
  }

  private static ObjectNode replaced(
      ObjectNode root, Map<String, String> overrides, Map<String, String> fallbacks) {
    fallbacks.forEach(
        (key, value) -> {
          if (!gives(root, key)) {
            override(root, key, value);
          }
        });
    overrides.forEach((key, value) -> override(root, key, value));
    return root;
  }

  static FreshetConfig parse(
      String source, String yaml, Function<String, Optional<String>> environment) {
    ConfigReader reader = new ConfigReader(source, environment);
    return reader.config(reader.root(yaml));
  }

  private FreshetConfig config(ObjectNode root) {
    @Nullable JsonNode taskNodes = root.remove(TASKS);
    Values values =
        SectionReader.read(root, FreshetConfig.OPTIONS, "", references::resolve, problems);
    Map<String, Values> taskValues = tasks(taskNodes);
    unknownTasks(values, taskValues);
    failOnProblems();
    Map<String, TaskConfig> tasks = new LinkedHashMap<>();
    taskValues.forEach(
        (name, task) -> tasks.put(name, TaskConfig.OPTIONS.read(name, task.over(values))));
    FreshetConfig.OPTIONS.checkAll(values, problems);
    checkTasks(values, tasks);
    failOnProblems();
    return FreshetConfig.OPTIONS.read(values, Collections.unmodifiableMap(tasks));
  }

  private void checkTasks(Values values, Map<String, TaskConfig> tasks) {
    SamplingConfig.Options sampling = FreshetConfig.OPTIONS.sampling;
    if (values.has(sampling.tasksPerStep) && values.get(sampling.tasksPerStep) > tasks.size()) {
      problems.add(
          "%s: '%d' is more than there are tasks (%d)"
              .formatted(
                  sampling.tasksPerStep.key(), values.get(sampling.tasksPerStep), tasks.size()));
    }
    String spare = values.get(sampling.defaultTask);
    if (!spare.isEmpty() && !tasks.containsKey(spare)) {
      problems.add(noTask(sampling.defaultTask, spare, tasks.keySet()));
    }
    for (String name : values.get(FreshetConfig.OPTIONS.indexing.taskVectors)) {
      if (!tasks.containsKey(name)) {
        problems.add(noTask(FreshetConfig.OPTIONS.indexing.taskVectors, name, tasks.keySet()));
      }
    }
    problems.addAll(FreshetConfig.problemsOf(values, tasks.values()));
  }

  private static String noTask(Option<?> option, String name, Set<String> tasks) {
    return "%s: no task is called %s; there are %s"
        .formatted(option.key(), name, String.join(", ", tasks));
  }

  private static Optional<String> environment(String name) {
    return Optional.ofNullable(System.getenv(name));
  }

  private ObjectNode root(String yaml) {
    text = yaml;
    try {
      JsonNode tree = YAML.readTree(yaml);
      if (tree instanceof ObjectNode object) {
        return object;
      }
      throw new ConfigException(
          source, List.of("holds no configuration; expected keys such as model.path"));
    } catch (JacksonException e) {
      throw new ConfigException(source, List.of(syntax(e)));
    }
  }

  /**
   * Where the text is no YAML and why. The parser's message knows the place better than it does.
   */
  private static String syntax(JacksonException e) {
    String message = e.getOriginalMessage();
    Matcher place = PLACE.matcher(message);
    @Nullable JsonLocation location = e.getLocation();
    String where = "";
    while (place.find()) {
      where = place.group(1) + ": ";
    }
    if (where.isEmpty() && location != null) {
      where = "line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
    }
    return where
        + message
            .lines()
            .filter(line -> !line.startsWith(" "))
            .limit(2)
            .collect(Collectors.joining(": "));
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

  private void unknownTasks(Values values, Map<String, Values> tasks) {
    for (Entries<Double> byTask :
        List.of(
            FreshetConfig.OPTIONS.evaluation.gate.tolerances,
            FreshetConfig.OPTIONS.negatives.shares)) {
      String prefix = byTask.key() + ".";
      for (String name : values.get(byTask).keySet()) {
        if (!tasks.containsKey(name)) {
          problems.add(SectionReader.unknown(prefix + name, prefix, tasks.keySet()));
        }
      }
    }
  }

  private Map<String, Values> tasks(@Nullable JsonNode node) {
    Map<String, Values> tasks = new LinkedHashMap<>();
    if (node == null || !node.isObject() || node.isEmpty()) {
      problems.add(TASKS + ": at least one task must be given, such as tasks: {search: {}}");
      return tasks;
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String path = TASKS + "." + field.getKey();
      JsonNode value = field.getValue();
      Optional<String> name = TaskConfig.nameProblem(field.getKey());
      if (name.isPresent()) {
        problems.add(name.get());
      } else if (!value.isObject() && !value.isNull()) {
        problems.add(path + ": needs keys with values, such as kind: retrieval");
      } else {
        tasks.put(
            field.getKey(),
            SectionReader.read(
                value, TaskConfig.OPTIONS, path + ".", references::resolve, problems));
      }
    }
    return tasks;
  }

  private void failOnProblems() {
    if (!problems.isEmpty()) {
      throw new ConfigException(source, text, problems);
    }
  }
}
