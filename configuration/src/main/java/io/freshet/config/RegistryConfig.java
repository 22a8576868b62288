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
 */
public record RegistryConfig(String path) implements Serializable {
  /** The options of the registry. */
  static final Options OPTIONS = new Options();

  /** The options of the registry. */
  static final class Options extends Section<RegistryConfig> {
    final Option<String> path =
        add(
            Option.required(
                "registry.path",
                "Directory of the versions, as a URI of any file system that Flink knows."),
            RegistryConfig::path);

    private Options() {}

    RegistryConfig read(Values v) {
      return new RegistryConfig(v.get(path));
    }
  }
}
