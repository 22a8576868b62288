/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a configuration to begin with. */
@Command(name = "init", description = "Writes a commented configuration to begin with.")
final class ConfigInitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--template",
      paramLabel = "NAME",
      defaultValue = "rag",
      description =
          "${COMPLETION-CANDIDATES}: passages for questions, answers to questions, code by what it"
              + " does, texts that mean the same (default: ${DEFAULT-VALUE}).")
  private ConfigTemplate template = ConfigTemplate.RAG;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where to; must not exist (default: standard output).")
  private Optional<Path> output = Optional.empty();

  @Override
  public Integer call() throws IOException {
    if (output.isEmpty()) {
      spec.commandLine().getOut().print(template.text());
      return 0;
    }
    Path file = output.get();
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Files.writeString(file, template.text(), UTF_8);
    spec.commandLine().getErr().println(file + " written; its comments say how to go on");
    return 0;
  }
}
