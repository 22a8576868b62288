/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.options;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.model.files.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** {@code --config}, for the commands that work on a deployment. */
public final class ConfigMixin {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The configuration, a YAML file (docs/configuration.md).")
  private Path file = Path.of("freshet.yaml");

  /** The configuration of the file. */
  public FreshetConfig read() throws IOException {
    return ConfigReader.read(file);
  }

  /** The configuration of the file with some options replaced, by their keys. */
  public FreshetConfig read(Map<String, String> overrides) throws IOException {
    return ConfigReader.parse(file.toString(), text(), overrides);
  }

  /**
   * The configuration of the file with some options replaced and values for some that it does not
   * give, by their keys.
   */
  public FreshetConfig read(Map<String, String> overrides, Map<String, String> fallbacks)
      throws IOException {
    return ConfigReader.parse(file.toString(), text(), overrides, fallbacks);
  }

  /** The file, as messages name it. */
  public String name() {
    return file.toString();
  }

  /** The text of the file. */
  public String text() throws IOException {
    return TextFile.read(file);
  }
}
