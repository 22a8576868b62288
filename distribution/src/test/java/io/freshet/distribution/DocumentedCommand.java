/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.cli.commands.FreshetCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * A command that the documentation shows: a line of a block of shell, or code in a sentence that
 * calls {@code freshet}.
 *
 * @param page below the root of the repository
 * @param line where it begins, from 1
 * @param block whether it stands in a block and not in a sentence
 * @param text as a shell takes it: without its comment, continued lines joined
 */
record DocumentedCommand(String page, int line, boolean block, String text) {
  private static final Path HOME = Path.of(System.getProperty("freshet.home"));
  private static final Pattern SPAN =
      Pattern.compile("`((?:source <\\()?(?:\\./|bin/)?freshet [^`]*)`");
  private static final Pattern COMMENT = Pattern.compile("(^|\\s+)#(\\s.*|$)");
  private static final Pattern CALL =
      Pattern.compile(
          "(?:^|<\\(|\"?\\$\\()(?:\\./|bin/)?freshet ((?:\"[^\"]*\"|'[^']*'|[^|&;<>)\"'])*)");
  private static final Pattern OUTPUT =
      Pattern.compile("--(?:output|adapter-output|hold-out) (\\S+)");
  private static final Pattern WORD = Pattern.compile("(?:\"([^\"]*)\"|'([^']*)'|[^\\s\"'])+");

  /** Every one of them, page by page in reading order. */
  static List<DocumentedCommand> all() throws IOException {
    List<DocumentedCommand> all = new ArrayList<>();
    for (JsonNode section : YamlFile.read(HOME.resolve("docs/navigation.yaml")).path("sections")) {
      for (JsonNode page : section.path("pages")) {
        // That page is made from the commands' own definitions.
        if (!page.asText().equals("docs/commands.md")) {
          all.addAll(of(page.asText()));
        }
      }
    }
    return all;
  }

  private static List<DocumentedCommand> of(String page) throws IOException {
    List<DocumentedCommand> found = new ArrayList<>();
    List<String> lines = Files.readAllLines(HOME.resolve(page), UTF_8);
    @Nullable String block = null;
    for (int i = 0; i < lines.size(); i++) {
      int begin = i + 1;
      String line = lines.get(i).strip();
      if (line.startsWith("```")) {
        block = block == null ? line.substring(3) : null;
      } else if (block == null) {
        SPAN.matcher(line)
            .results()
            .map(match -> new DocumentedCommand(page, begin, false, match.group(1).strip()))
            .forEach(found::add);
      } else if (block.equals("sh")) {
        while (line.endsWith("\\")) {
          line = line.substring(0, line.length() - 1).strip() + " " + lines.get(++i).strip();
        }
        String text = COMMENT.matcher(line).replaceAll("").strip();
        if (!text.isEmpty()) {
          found.add(new DocumentedCommand(page, begin, true, text));
        }
      }
    }
    return found;
  }

  /** Where it stands. */
  String place() {
    return page + ":" + line;
  }

  /** What it does, wherever the reader has the command. */
  String normal() {
    return text.replaceAll("(^|\\()(\\./|bin/)(?=freshet )", "$1");
  }

  /** The words of the call of {@code freshet} in it, where there is one. */
  Optional<List<String>> call() {
    return CALL.matcher(text).results().findFirst().map(match -> words(match.group(1)));
  }

  /** What it makes, and what must not be there before. */
  List<String> outputs() {
    return OUTPUT.matcher(text).results().map(match -> match.group(1)).toList();
  }

  /** What the command says of its call; empty where it can be given as it stands. */
  Optional<String> problem() {
    try {
      commandLine().parseArgs(call().orElseThrow().toArray(String[]::new));
      return Optional.empty();
    } catch (CommandLine.ParameterException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** All commands, which print nowhere. */
  static CommandLine commandLine() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    return FreshetCommand.commandLine(nowhere, nowhere);
  }

  /** The words that a shell makes of a text; quotes are taken off. */
  static List<String> words(String text) {
    return WORD.matcher(text).results().map(DocumentedCommand::unquoted).toList();
  }

  private static String unquoted(MatchResult word) {
    return Stream.of(1, 2)
        .map(word::group)
        .filter(quoted -> quoted != null)
        .findFirst()
        .filter(quoted -> quoted.length() + 2 == word.group().length())
        .orElseGet(() -> word.group().replaceAll("[\"']", ""));
  }

  @Override
  public String toString() {
    return place() + " " + text;
  }
}
