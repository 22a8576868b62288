/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.settings;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Helps with the configuration. */
@Command(
    name = "config",
    description = "Begins a configuration, checks one, and explains its keys.",
    subcommands = {
      ConfigInitCommand.class,
      ConfigCheckCommand.class,
      ConfigExplainCommand.class,
    })
public final class ConfigCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "one of init, check, explain is needed");
  }
}
