/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Every command that the documentation shows is one that can be given. */
class DocumentedCommandsTest {
  private static final Path HOME = Path.of(System.getProperty("freshet.home"));
  private static final Pattern OPTION = Pattern.compile("--[a-z0-9-]+");

  /** A block that is none of shell and begins with a command. */
  private static final Pattern UNMARKED =
      Pattern.compile("(?m)^ *```\\n *(?:\\./|bin/)?(?:freshet|mvn|java|docker|kubectl|curl) ");

  @Test
  void linesOfBlocksCanBeParsed() throws IOException {
    List<DocumentedCommand> lines =
        DocumentedCommand.all().stream()
            .filter(DocumentedCommand::block)
            .filter(line -> line.call().isPresent())
            .toList();
    assertThat(lines).hasSizeGreaterThan(40);
    for (DocumentedCommand line : lines) {
      assertThat(Placeholders.filled(line, Placeholders.ADDRESSES).problem())
          .as("%s", line)
          .isEmpty();
    }
  }

  @Test
  void commandsAndOptionsOfSentencesAreThere() throws IOException {
    List<DocumentedCommand> spans =
        DocumentedCommand.all().stream().filter(command -> !command.block()).toList();
    assertThat(spans).hasSizeGreaterThan(100);
    CommandLine root = DocumentedCommand.commandLine();
    for (DocumentedCommand span : spans) {
      CommandLine command = root;
      List<String> words = span.call().orElseThrow();
      for (String word : words) {
        CommandLine sub = command.getSubcommands().get(word);
        if (sub == null) {
          break;
        }
        command = sub;
      }
      CommandLine named = command;
      assertThat(OPTION.matcher(span.text()).results().map(MatchResult::group))
          .as("%s", span)
          .allMatch(option -> named.getCommandSpec().findOption(option) != null);
      if (named == root) {
        assertThat(span.text()).matches(".*freshet (-|<).*");
      }
    }
  }

  @Test
  void blocksOfCommandsAreMarkedAsShell() throws IOException {
    try (Stream<Path> docs = Files.list(HOME.resolve("docs"))) {
      for (Path page : docs.filter(page -> page.toString().endsWith(".md")).toList()) {
        // The synopses of that page are no calls.
        if (!page.endsWith("commands.md")) {
          assertThat(Files.readString(page)).as("%s", page).doesNotContainPattern(UNMARKED);
        }
      }
    }
  }

  @Test
  void whatIsNotTypedIsStillShown() throws IOException {
    List<String> shown =
        DocumentedCommand.all().stream()
            .filter(Placeholders::complete)
            .map(DocumentedCommand::normal)
            .toList();
    assertThat(shown).containsAll(NotTyped.ON_A_CLUSTER);
    for (String pattern : NotTyped.REASONS.keySet()) {
      assertThat(shown).as(pattern).anyMatch(text -> text.matches(pattern));
    }
  }
}
