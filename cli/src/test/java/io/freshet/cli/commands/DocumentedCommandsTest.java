/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Every command that the documentation shows is one that can be given. */
class DocumentedCommandsTest {
  private static final Path HOME = Path.of(System.getProperty("freshet.home"));

  /** A line of a block of code: its words up to a comment, a pipe or another command. */
  private static final Pattern LINE =
      Pattern.compile("^(?: {4})?(?:\\w+=\"?\\$\\()?(?:\\./|bin/)?freshet ([^#|&;<>)]*)");

  /** Code within a sentence. It may have placeholders and be cut short. */
  private static final Pattern SPAN = Pattern.compile("`(?:\\./|bin/)?freshet ([^`]*)`");

  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
  private static final Pattern OPTION = Pattern.compile("--[a-z0-9-]+");

  private record Shown(String place, String command) {}

  @Test
  void linesOfBlocksCanBeParsed() throws IOException {
    List<Shown> lines = shown(LINE, true);
    assertThat(lines).hasSizeGreaterThan(30);
    for (Shown line : lines) {
      assertThat(problem(line.command())).as("%s: %s", line.place(), line.command()).isEmpty();
    }
  }

  @Test
  void commandsAndOptionsOfSentencesAreThere() throws IOException {
    List<Shown> spans = shown(SPAN, false);
    assertThat(spans).hasSizeGreaterThan(100);
    for (Shown span : spans) {
      CommandLine command = commandLine();
      for (String word : words(span.command())) {
        CommandLine sub = command.getSubcommands().get(word);
        if (sub == null) {
          break;
        }
        command = sub;
      }
      CommandLine named = command;
      assertThat(OPTION.matcher(span.command()).results().map(MatchResult::group))
          .as("%s: %s", span.place(), span.command())
          .allMatch(option -> named.getCommandSpec().findOption(option) != null);
      assertThat(words(span.command()).get(0))
          .as("%s: %s", span.place(), span.command())
          .matches(
              first ->
                  first.startsWith("-") || first.startsWith("<") || !named.equals(root(named)));
    }
  }

  private static CommandLine root(CommandLine command) {
    return command.getParent() == null ? command : root(command.getParent());
  }

  private static String problem(String command) {
    try {
      commandLine().parseArgs(words(command).toArray(String[]::new));
      return "";
    } catch (CommandLine.ParameterException e) {
      return e.getMessage();
    }
  }

  private static CommandLine commandLine() {
    PrintWriter nowhere = new PrintWriter(OutputStream.nullOutputStream(), false, UTF_8);
    return FreshetCommand.commandLine(nowhere, nowhere);
  }

  private static List<String> words(String command) {
    return WORD.matcher(command)
        .results()
        .map(word -> Stream.of(1, 2, 3).map(word::group).filter(g -> g != null).findFirst().get())
        .toList();
  }

  /** What a pattern finds in or outside of the blocks of code. */
  private static List<Shown> shown(Pattern pattern, boolean inBlocks) throws IOException {
    List<Shown> shown = new ArrayList<>();
    for (Path page : pages()) {
      boolean block = false;
      List<String> lines = Files.readAllLines(page);
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        if (line.strip().startsWith("```")) {
          block = !block;
        } else if ((block || line.startsWith("    ")) == inBlocks) {
          String place = HOME.relativize(page) + ":" + (i + 1);
          pattern
              .matcher(line)
              .results()
              .map(match -> new Shown(place, match.group(1).strip()))
              .forEach(shown::add);
        }
      }
    }
    return shown;
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(HOME.resolve("docs"))) {
      return Stream.concat(
              Stream.of(HOME.resolve("README.md"), HOME.resolve("docker/README.md")),
              docs.filter(page -> page.toString().endsWith(".md")))
          .filter(page -> !page.endsWith("commands.md"))
          .sorted()
          .toList();
    }
  }
}
