/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.Option;
import io.freshet.config.option.Section;
import io.freshet.config.option.Values;
import java.io.Serializable;
import java.time.Duration;

/**
 * Flink's checkpoints.
 *
 * @param directory where they are kept, as a URI
 * @param stateBackend {@code hashmap} or {@code rocksdb}
 */
public record CheckpointConfig(String directory, Duration interval, String stateBackend)
    implements Serializable {
  /** The options of checkpoints. */
  static final Options OPTIONS = new Options();

  /** The options of checkpoints. */
  static final class Options extends Section<CheckpointConfig> {
    final Option<String> directory =
        add(
            Option.text(
                "checkpoints.directory",
                "",
                "Where checkpoints are kept, a path or a URI; beside `registry.path` where not given."),
            CheckpointConfig::directory);
    final Option<Duration> interval =
        add(
            Option.duration(
                "checkpoints.interval",
                Duration.ofSeconds(30),
                Duration.ofMillis(100),
                Duration.ofDays(1),
                "Distance of checkpoints."),
            CheckpointConfig::interval);
    final Option<String> stateBackend =
        add(
            Option.matching(
                "checkpoints.state-backend",
                "hashmap",
                "hashmap|rocksdb",
                "hashmap or rocksdb",
                "Where keyed state lives: on the heap or in RocksDB."),
            CheckpointConfig::stateBackend);

    private Options() {}

    CheckpointConfig read(Values v) {
      return new CheckpointConfig(
          v.has(directory) && !v.get(directory).isEmpty()
              ? FreshetConfig.directory(v.get(directory))
              : FreshetConfig.directory(v.get(RegistryConfig.OPTIONS.path)) + "-checkpoints",
          v.get(interval),
          v.get(stateBackend));
    }
  }
}
