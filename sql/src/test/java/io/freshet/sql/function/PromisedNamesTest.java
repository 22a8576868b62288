/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.sql.model.FreshetModelFactory;
import io.freshet.sql.table.OpenSearchTableFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.factories.Factory;
import org.apache.flink.table.types.inference.StaticArgument;
import org.junit.jupiter.api.Test;

/** Names and defaults that statements of users rely on: kept, and in the documentation. */
class PromisedNamesTest {
  private static final Path HOME = Path.of(System.getProperty("freshet.home"));
  private static final String LIST = "sql/src/test/api/names.txt";
  private static final String NEW = "sql/target/names.txt";
  private static final List<Factory> FACTORIES =
      List.of(new FreshetModelFactory(), new OpenSearchTableFactory());

  private static Set<ConfigOption<?>> options(Factory factory) {
    Set<ConfigOption<?>> options = new HashSet<>(factory.requiredOptions());
    options.addAll(factory.optionalOptions());
    return options;
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    for (Factory factory : FACTORIES) {
      options(factory).stream()
          .sorted(Comparator.comparing(ConfigOption::key))
          .map(
              option ->
                  "option %s '%s' %s"
                      .formatted(
                          factory.factoryIdentifier(),
                          option.key(),
                          factory.requiredOptions().contains(option)
                              ? "required"
                              : option.hasDefaultValue()
                                  ? "default '" + option.defaultValue() + "'"
                                  : "optional"))
          .forEach(names::add);
    }
    FreshetModuleFactory module = new FreshetModuleFactory();
    names.add("module " + module.factoryIdentifier());
    // By position too: a call may leave the names out.
    for (StaticArgument argument : EmbedArguments.declared()) {
      names.add("argument FRESHET_EMBED " + argument);
    }
    return names;
  }

  @Test
  void namesAreThoseOfTheList() throws IOException {
    List<String> names = names();
    Files.write(HOME.resolve(NEW), names);
    assertThat(names)
        .as(
            "statements of users break where one is gone or means something else; where that is"
                + " right, or one is new: cp %s %s",
            NEW, LIST)
        .containsExactlyElementsOf(Files.readAllLines(HOME.resolve(LIST)));
  }

  @Test
  void everyOptionStandsInTheDocumentation() throws IOException {
    String page = Files.readString(HOME.resolve("docs/sql.md"));
    for (Factory factory : FACTORIES) {
      assertThat(options(factory))
          .allSatisfy(option -> assertThat(page).contains("`" + option.key() + "`"));
    }
    assertThat(page).contains("`state_ttl`");
  }
}
