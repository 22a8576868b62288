/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import io.freshet.connectors.NearestKey;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What is said of a call that cannot be understood. A name that is not known comes first: whoever
 * mistypes an option that must be given is told of the mistake, and not that the option is missing.
 * Stateless.
 */
final class Misuse {
  /** Edits up to which a name is taken for a mistyped one, as a share of its letters. */
  private static final double NEAR = 0.4;

  /** How the parser names the values of an enumeration. */
  private static final Pattern CHOICE =
      Pattern.compile(
          "^Invalid value for (?:option '([^']+)'|positional parameter at index \\d+ \\((\\w+)\\)).*: expected one of \\[(.*)\\] \\(case-insensitive\\) but was '(.*)'$");

  /** How the parser says that a value is none of a type, with the type's name in Java. */
  private static final Pattern UNCONVERTED =
      Pattern.compile(
          "^Invalid value for option '([^']+)'.*: cannot convert '(.*)' to (?:class )?(\\S+)");

  private Misuse() {}

  /**
   * The sentence for a person.
   *
   * @param wrong what the parser found
   * @param args the whole call
   */
  static String message(ParameterException wrong, String[] args) {
    CommandLine line = wrong.getCommandLine();
    Optional<String> unknown = unknownOption(line, args);
    if (unknown.isPresent()) {
      return "there is no option '%s'%s"
          .formatted(unknown.get(), meant(unknown.get(), options(line.getCommandSpec())));
    }
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      return unmatched(line, unmatched.getUnmatched().get(0));
    }
    Matcher choice = CHOICE.matcher(String.valueOf(wrong.getMessage()));
    if (choice.find()) {
      return "%s: '%s' is not allowed; expected %s"
          .formatted(
              choice.group(choice.group(1) == null ? 2 : 1),
              choice.group(4),
              allowed(choice.group(3)));
    }
    Matcher unconverted = UNCONVERTED.matcher(String.valueOf(wrong.getMessage()));
    if (unconverted.find()) {
      return "%s: '%s' is not allowed%s"
          .formatted(
              unconverted.group(1),
              unconverted.group(2),
              unconverted.group(3).endsWith("Instant")
                  ? "; expected a time such as 2026-01-31T12:00:00Z"
                  : "");
    }
    return String.valueOf(wrong.getMessage())
        .replaceFirst("^Error: ", "")
        .replace(" is not an int", " is not a whole number")
        .replace(" is not a long", " is not a whole number")
        .replace(" is not a double", " is not a number");
  }

  /** Names as they are documented; those of the code stand beside some. */
  private static String allowed(String names) {
    List<String> all = List.of(names.toLowerCase(Locale.ROOT).split(", ", -1));
    return all.stream()
        .filter(name -> !name.contains("_") || !all.contains(name.replace('_', '-')))
        .collect(Collectors.joining(", "));
  }

  private static String unmatched(CommandLine line, String word) {
    Collection<String> commands = line.getSubcommands().keySet();
    if (!commands.isEmpty()) {
      return "there is no command '%s'%s".formatted(word, meant(word, commands));
    }
    return "'%s' is one argument too many; a text of several words stands in quotes"
        .formatted(word);
  }

  /** The first word that looks like an option of the command and is none, nor an option's value. */
  private static Optional<String> unknownOption(CommandLine line, String[] args) {
    CommandSpec spec = line.getCommandSpec();
    boolean value = false;
    for (String word : args) {
      if (word.equals("--")) {
        return Optional.empty();
      }
      if (value || !word.startsWith("-")) {
        value = false;
        continue;
      }
      int end = word.indexOf('=');
      String name = end < 0 ? word : word.substring(0, end);
      OptionSpec option = spec.findOption(name);
      if (option == null && word.startsWith("--")) {
        return Optional.of(name);
      }
      value = end < 0 && option != null && option.arity().max() > 0;
    }
    return Optional.empty();
  }

  private static List<String> options(CommandSpec spec) {
    return spec.options().stream()
        .flatMap(option -> Arrays.stream(option.names()))
        .filter(name -> name.startsWith("--"))
        .toList();
  }

  /** The known names that are nearest to a word, where any is near. */
  private static String meant(String word, Collection<String> known) {
    return NearestKey.of(word, known)
        .map(nearest -> NearestKey.distance(word, nearest))
        .filter(distance -> distance <= NEAR * word.length())
        .map(
            distance ->
                known.stream()
                    .filter(name -> NearestKey.distance(word, name) == distance)
                    .sorted()
                    .map(name -> "'" + name + "'")
                    .collect(Collectors.joining(" or ", "; did you mean ", "?")))
        .orElse("");
  }
}
