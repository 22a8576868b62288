/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.Option;
import io.freshet.config.option.Section;
import io.freshet.config.option.Values;
import java.io.Serializable;

/**
 * Where versions are kept.
 *
 * @param path a directory on any file system that Flink knows, as a URI
 * @param keepLast newest versions that stay; 0 for all
 * @param keepPromoted versions that stay of those promoted last
 * @param keepDays days on which the day's last version stays
 */
public record RegistryConfig(String path, int keepLast, int keepPromoted, int keepDays)
    implements Serializable {
  /** The options of the registry. */
  static final Options OPTIONS = new Options();

  /** The options of the registry. */
  static final class Options extends Section<RegistryConfig> {
    final Option<String> path =
        add(
            Option.required(
                "registry.path",
                "Directory of the versions: a path, or a URI of any file system that Flink knows."),
            RegistryConfig::path);
    final Option<Integer> keepLast =
        add(
            Option.integer(
                "registry.keep-last",
                50,
                0,
                1_000_000,
                "How many of the newest versions stay in the registry; 0 for all versions ever. After each version the training job deletes those that none of the three options keeps."),
            RegistryConfig::keepLast);
    final Option<Integer> keepPromoted =
        add(
            Option.integer(
                "registry.keep-promoted",
                20,
                2,
                1_000_000,
                "How many of the versions that were promoted last stay, the serving one among them."),
            RegistryConfig::keepPromoted);
    final Option<Integer> keepDays =
        add(
            Option.integer(
                "registry.keep-days",
                30,
                0,
                100_000,
                "Of how many days with versions the day's last one (UTC) stays."),
            RegistryConfig::keepDays);

    private Options() {}

    RegistryConfig read(Values v) {
      return new RegistryConfig(
          FreshetConfig.directory(v.get(path)),
          v.get(keepLast),
          v.get(keepPromoted),
          v.get(keepDays));
    }
  }
}
