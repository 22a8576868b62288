/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --config}, for the commands that work on a deployment. */
final class ConfigMixin {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The configuration, a YAML file (docs/configuration.md).")
  private Path file = Path.of("freshet.yaml");

  FreshetConfig read() throws IOException {
    return ConfigReader.read(file);
  }
}
