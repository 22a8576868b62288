/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.settings;

import io.freshet.cli.options.ConfigMixin;
import io.freshet.config.ConfigException;
import io.freshet.config.FreshetConfig;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Finds what is wrong with a configuration without starting anything. */
@Command(
    name = "check",
    description = {
      "Tells everything that is wrong with a configuration, and what it names and is not there.",
      "Nothing is started and no server is asked: that is what 'freshet doctor' does."
    })
final class ConfigCheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigMixin config = new ConfigMixin();

  @Override
  public Integer call() throws IOException {
    FreshetConfig read = config.read();
    List<String> problems = NamedPlaces.problems(read);
    if (!problems.isEmpty()) {
      throw new ConfigException(config.name(), config.text(), problems);
    }
    spec.commandLine()
        .getOut()
        .printf(
            "%s can be used; tasks: %s; model: %s%n",
            config.name(), String.join(", ", read.tasks().keySet()), read.model().path());
    return 0;
  }
}
