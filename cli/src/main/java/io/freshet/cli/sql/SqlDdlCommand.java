/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.sql;

import io.freshet.cli.options.ConfigMixin;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the tables of a deployment. */
@Command(
    name = "ddl",
    description = {
      "Prints statements that declare the topics, the search and the queries of a deployment.",
      "Secrets are left out: where one belongs, *** stands."
    })
public final class SqlDdlCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigMixin config = new ConfigMixin();

  @Override
  public Integer call() throws IOException {
    spec.commandLine().getOut().print(TableStatements.of(config.read()));
    spec.commandLine().getOut().flush();
    return 0;
  }
}
