/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.sql;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Helps with Flink SQL. */
@Command(
    name = "sql",
    description = "Helps to work with a deployment from Flink SQL.",
    subcommands = SqlDdlCommand.class)
public final class SqlCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "ddl is needed");
  }
}
