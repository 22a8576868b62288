/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.settings;

import io.freshet.cli.options.WrongUseException;
import io.freshet.config.OptionText;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a key of the configuration does. */
@Command(
    name = "explain",
    description = "Explains a key of the configuration, or lists the keys of a section.")
final class ConfigExplainCommand implements Callable<Integer> {
  private static final int NEAREST = 3;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "KEY",
      arity = "0..1",
      description = "Such as training.learning-rate or sampling; all keys where not given.")
  private String key = "";

  @Override
  public Integer call() {
    Optional<OptionText> option = OptionText.find(key);
    List<OptionText> section = OptionText.within(key);
    if (option.isEmpty() && section.isEmpty()) {
      throw new WrongUseException(
          "no key is called '%s'; did you mean %s?"
              .formatted(
                  key,
                  OptionText.near(key, NEAREST).stream()
                      .map(OptionText::key)
                      .collect(Collectors.joining(" or "))));
    }
    PrintWriter out = spec.commandLine().getOut();
    option.ifPresent(found -> explain(found, out));
    section.forEach(each -> out.printf("%s: %s%n", each.key(), each.description()));
    return 0;
  }

  private static void explain(OptionText option, PrintWriter out) {
    out.println(option.key());
    out.println("  " + option.description());
    out.println("  type:    " + option.type());
    if (!option.allowed().isEmpty()) {
      out.println("  allowed: " + option.allowed());
    }
    out.println(
        "  default: "
            + (option.initial().isEmpty()
                ? "none, it must be given"
                : option.initial().replace("`", "")));
  }
}
