/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/**
 * Writes a configuration as YAML with every option spelt out. Secrets are masked, so what it writes
 * is for people and logs; a configuration without secrets reads back as it was.
 */
public final class ConfigWriter {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private ConfigWriter() {}

  /** The configuration as YAML. */
  public static String toYaml(FreshetConfig config) {
    ObjectNode root = YAML.createObjectNode();
    ObjectNode tasks = root.putObject(ConfigReader.TASKS);
    config
        .tasks()
        .forEach(
            (name, task) -> {
              ObjectNode values = tasks.putObject(name);
              TaskConfig.OPTIONS
                  .fields()
                  .forEach(field -> field.write(task, (key, value) -> put(values, key, value)));
            });
    FreshetConfig.OPTIONS
        .fields()
        .forEach(field -> field.write(config, (key, value) -> put(root, key, value)));
    try {
      return YAML.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts and numbers can be written", e);
    }
  }

  /** Puts a value at its nested place. */
  private static void put(ObjectNode root, String key, Object value) {
    ObjectNode at = root;
    String rest = key;
    for (int dot = rest.indexOf('.'); dot > 0; dot = rest.indexOf('.')) {
      at = at.withObjectProperty(rest.substring(0, dot));
      rest = rest.substring(dot + 1);
    }
    at.set(rest, YAML.valueToTree(value));
  }
}
