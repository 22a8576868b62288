/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Makes the reference of all commands, {@code docs/commands.md}. */
public final class CommandsReference {
  private static final int ONE_LINE = 10_000;

  private static final String HEAD =
      """
      # Commands

      This page is made from the commands' definitions in `cli`; a test checks that it is current, and
      `CommandsReference` writes it again.

      Results go to standard output, logs and messages to standard error. Exit status: 0 done, 1 failed,
      2 wrong use. Every command has `--help` and `--version`, and `--debug`, which shows where an error
      comes from. An option marked with * must be given.
      """;

  private final StringBuilder page = new StringBuilder(HEAD);

  private CommandsReference() {}

  /** Writes the page to the file named by the only argument. */
  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[0]), markdown(), UTF_8);
  }

  /** The page. */
  public static String markdown() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    CommandLine root = FreshetCommand.commandLine(nowhere, nowhere);
    CommandsReference reference = new CommandsReference();
    reference.contents(root);
    subcommands(root).forEach(reference::command);
    return reference.page.toString();
  }

  private void contents(CommandLine root) {
    page.append("\n| command | does |\n|---|---|\n");
    for (CommandLine command : subcommands(root)) {
      page.append(
          "| [`%s`](#%s) | %s |\n"
              .formatted(
                  command.getCommandName(),
                  command.getCommandSpec().qualifiedName("-"),
                  cell(first(command.getCommandSpec().usageMessage().description()))));
    }
  }

  private void command(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    // Commands of commands one level below, as far as Markdown has levels.
    String level = "#".repeat(spec.qualifiedName().split(" ", -1).length);
    page.append("\n%s `%s`\n".formatted(level, spec.qualifiedName()));
    for (String paragraph : spec.usageMessage().description()) {
      page.append('\n').append(escaped(paragraph.formatted())).append('\n');
    }
    page.append("\n```\n").append(synopsis(command)).append("\n```\n");
    List<String> rows = rows(spec);
    if (!rows.isEmpty()) {
      page.append("\n| option | what it does |\n|---|---|\n");
      rows.forEach(page::append);
    }
    subcommands(command).forEach(this::command);
  }

  private static List<CommandLine> subcommands(CommandLine command) {
    return command.getSubcommands().values().stream()
        .distinct()
        .filter(sub -> !sub.getCommandSpec().usageMessage().hidden())
        .toList();
  }

  /** One line, since how lines are broken depends on a terminal. */
  private static String synopsis(CommandLine command) {
    // One line: where it is broken, blanks would come into options.
    command.setUsageHelpWidth(ONE_LINE);
    return new CommandLine.Help(
            command.getCommandSpec(), CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .synopsis(0)
        .strip()
        .replace("[-hV] ", "")
        .replace("[--debug] ", "")
        .replaceAll("\\s+", " ");
  }

  private static List<String> rows(CommandSpec spec) {
    List<String> rows = new ArrayList<>();
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      if (!parameter.hidden()) {
        rows.add(row(code(parameter.paramLabel()), parameter));
      }
    }
    for (OptionSpec option : spec.options()) {
      if (!option.hidden() && !option.inherited() && !ofEveryCommand(option)) {
        rows.add(row(names(option), option));
      }
    }
    return rows;
  }

  private static boolean ofEveryCommand(OptionSpec option) {
    return option.usageHelp() || option.versionHelp() || option.longestName().equals("--debug");
  }

  private static String names(OptionSpec option) {
    String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
    return Arrays.stream(option.names())
        .map(name -> code(name + label))
        .collect(Collectors.joining(", "));
  }

  private static String row(String names, ArgSpec argument) {
    return "| %s%s | %s |\n"
        .formatted(
            names,
            argument.required() ? " *" : "",
            cell(
                Stream.of(argument.description())
                    .map(String::formatted)
                    .collect(Collectors.joining(" "))));
  }

  private static String first(String... lines) {
    return Arrays.stream(lines).findFirst().map(String::formatted).orElse("");
  }

  private static String code(String text) {
    return "`" + text.replace("|", "\\|") + "`";
  }

  /** Text as a cell of a table shows it. */
  private static String cell(String text) {
    return escaped(text).replace("|", "\\|").replace("\n", " ");
  }

  /** Text without what Markdown would take for HTML. */
  private static String escaped(String text) {
    return text.replace("<", "\\<");
  }
}
