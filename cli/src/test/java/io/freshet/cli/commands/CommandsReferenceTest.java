/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CommandsReferenceTest {

  @Test
  void thePageInTheDocumentationIsCurrent() {
    assertThat(Path.of(System.getProperty("freshet.home"), "docs", "commands.md"))
        .hasContent(CommandsReference.markdown());
  }

  @Test
  void everyCommandAndItsOptionsAreThereAndSharedOnesAreNot() {
    String page = CommandsReference.markdown();
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    FreshetCommand.commandLine(nowhere, nowhere)
        .getSubcommands()
        .keySet()
        .forEach(name -> assertThat(page).contains("\n## `freshet " + name + "`\n"));
    assertThat(page)
        .contains("\n### `freshet dead-letters replay`\n", "| `--headless` |")
        .doesNotContain("| `--help`", "| `--debug`", "%n", "${");
  }
}
