/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.options;

import io.freshet.connectors.NearestKey;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.factories.Factory;

/** Finds options that nobody reads, before Flink lists all that there are. */
public final class OptionNames {
  private OptionNames() {}

  /**
   * Checks that a factory knows all options given.
   *
   * @param given the names of the options of a table or a model
   * @param foreign tells options that belong to somebody else, as those of a format
   * @throws ValidationException naming the first unknown option and the nearest known one
   */
  public static void check(Factory factory, Collection<String> given, Predicate<String> foreign) {
    Set<String> known = new TreeSet<>();
    factory.requiredOptions().forEach(option -> known.add(option.key()));
    factory.optionalOptions().forEach(option -> known.add(option.key()));
    Set<String> allowed = new TreeSet<>(known);
    // How the factory itself is found.
    allowed.add("connector");
    allowed.add("provider");
    for (String name : new TreeSet<>(given)) {
      if (!allowed.contains(name) && !foreign.test(name)) {
        throw new ValidationException(
            "'%s' has no option '%s'; did you mean '%s'?"
                .formatted(
                    factory.factoryIdentifier(), name, NearestKey.of(name, known).orElse("")));
      }
    }
  }

  /** What is thrown where the value of an option is wrong, with what to do. */
  public static ValidationException wrong(ConfigOption<?> option, String problem) {
    return new ValidationException("option '%s': %s".formatted(option.key(), problem));
  }
}
