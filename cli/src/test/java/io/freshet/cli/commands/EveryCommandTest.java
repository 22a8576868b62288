/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What holds for each of the commands and subcommands. */
class EveryCommandTest {

  /** Their names, as they are typed behind {@code freshet}. */
  static Stream<String> commands() {
    List<String> found = new ArrayList<>();
    gather(root(), found);
    assertThat(found).hasSizeGreaterThan(35);
    return found.stream();
  }

  private static void gather(CommandLine line, List<String> found) {
    for (CommandLine sub : line.getSubcommands().values()) {
      found.add(sub.getCommandSpec().qualifiedName().substring("freshet ".length()));
      gather(sub, found);
    }
  }

  private static CommandLine root() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    return FreshetCommand.commandLine(nowhere, nowhere);
  }

  private static List<OptionSpec> options(String command) {
    CommandLine line = root();
    for (String name : words(command)) {
      line = line.getSubcommands().get(name);
    }
    return line.getCommandSpec().options();
  }

  private static List<String> words(String command) {
    return Arrays.asList(command.split(" ", -1));
  }

  private static Call call(String command, String more) {
    return Call.of(Stream.concat(words(command).stream(), Stream.of(more)).toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void hasHelp(String command) {
    Call help = call(command, "--help");
    assertThat(help.status()).isZero();
    assertThat(help.out()).startsWith("Usage: freshet " + command);
    assertThat(help.err()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void namesTheValuesOfItsOptionsInCapitals(String command) {
    assertThat(options(command))
        .filteredOn(option -> option.arity().max() > 0)
        .allSatisfy(
            option -> assertThat(option.paramLabel()).as("%s", option).matches("[A-Z][A-Z0-9=|]*"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void refusesAnUnknownOption(String command) {
    Call wrong = call(command, "--qqqqqqqqqqqqqqqqqqqq");
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err())
        .startsWith("freshet: there is no option '--qqqqqqqqqqqqqqqqqqqq'\n")
        .contains("try 'freshet " + command + " --help'");
  }

  /** Although options that must be given are missing. */
  @ParameterizedTest
  @MethodSource("commands")
  void namesTheOptionThatAMistypedOneIsNearTo(String command) {
    for (OptionSpec option : options(command)) {
      String name = option.longestName();
      String mistyped = name.substring(0, name.length() - 2) + name.charAt(name.length() - 1);
      Call wrong = call(command, mistyped);
      assertThat(wrong.status()).isEqualTo(2);
      assertThat(wrong.err())
          .startsWith("freshet: there is no option '%s'; did you mean '".formatted(mistyped))
          .contains("'" + name + "'");
    }
  }
}
