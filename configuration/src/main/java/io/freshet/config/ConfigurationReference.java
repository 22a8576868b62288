/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes the reference of all options, {@code docs/configuration.md}. */
public final class ConfigurationReference {
  private static final String HEAD =
      """
      # Configuration

      One YAML file. This page is made from the options' definitions in
      `configuration/src/main/java/io/freshet/config`; a test checks that it is current, and
      `ConfigurationReference` writes it again.

      Unknown keys are errors that name the nearest key; values of another type or out of bounds are
      errors that say what is allowed; all errors are told at once. Any value may be `${env:NAME}` or
      `${file:PATH}`; secrets must be, and are masked wherever they are printed. Durations are written
      `500ms`, `30s`, `5m`, `2h` or `1d`, sizes `100 KiB`, `512 MiB` or `2 GiB`. Sections may be
      nested or their keys joined with dots.

      Keys without a default must be given.
      """;

  private ConfigurationReference() {}

  /** Writes the page to the file named by the only argument. */
  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[0]), markdown(), UTF_8);
  }

  /** The page. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(HEAD);
    Map<String, StringBuilder> sections = new LinkedHashMap<>();
    for (OptionText option : OptionText.all()) {
      String section = option.key().substring(0, option.key().indexOf('.'));
      row(section(sections, section), option);
      if (section.equals("model")) {
        StringBuilder unused = section(sections, ConfigReader.TASKS);
      }
    }
    sections.forEach(
        (name, rows) ->
            page.append("\n## `")
                .append(name)
                .append("`\n\n| key | type | default | allowed | what it does |\n")
                .append("|---|---|---|---|---|\n")
                .append(rows));
    return page.toString();
  }

  private static StringBuilder section(Map<String, StringBuilder> sections, String name) {
    return sections.computeIfAbsent(name, ignored -> new StringBuilder());
  }

  private static void row(StringBuilder rows, OptionText option) {
    rows.append(
        "| `%s` | %s | %s | %s | %s |\n"
            .formatted(
                option.key(),
                option.type(),
                option.initial(),
                option.allowed().replace("|", "\\|"),
                option.description()));
  }
}
