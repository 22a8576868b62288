/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what makes a shell complete the commands and options. */
@Command(
    name = "completion",
    description = {
      "Prints what makes a shell complete commands and options.",
      "To be read in ~/.bashrc or ~/.zshrc: source <(freshet completion bash)"
    })
final class CompletionCommand implements Callable<Integer> {
  /** zsh reads what is made for bash once it is told to. */
  private static final String FOR_ZSH =
      """
      autoload -U +X compinit && compinit
      autoload -U +X bashcompinit && bashcompinit
      """;

  /** The shells. */
  enum Shell {
    BASH,
    ZSH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.BASH;

  @Override
  public Integer call() {
    if (shell == Shell.ZSH) {
      spec.commandLine().getOut().print(FOR_ZSH);
    }
    spec.commandLine()
        .getOut()
        .print(AutoComplete.bash(spec.root().name(), spec.root().commandLine()));
    return 0;
  }
}
