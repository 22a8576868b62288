/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.demo;

import io.freshet.cli.dataset.DemoTask;
import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The configuration of the demonstration: one core to train on, short windows, and with a fresh
 * model, which is small, a new version every minute or less.
 */
final class DemoConfig {
  /** Tokens a text at most. */
  static final int MAX_LENGTH = 64;

  private static final String YAML =
      """
      kafka: {bootstrap-servers: "%s", group-prefix: "demo-"}
      opensearch: {url: "%s", alias: docs}
      model: {path: "%s", max-length: 64, device: cpu, threads: 1}
      sampling:
        strategy: temperature
        alpha: 0.7
        tasks-per-step: 2
        replay-ratio: 1.0
        minimum-buffered: 32
        batch-size: 16
      training:
        learning-rate: %s
        warmup-steps: %d
        weight-decay: 0.01
        dropout: 0.0
        version-every-steps: %d
        report-every-steps: %d
      registry: {path: "%s"}
      indexing: {batch-documents: 128, linger: 200ms, rollback-window: 30s}
      evaluation: {asks-per-second: 32, depth: 20, window-size: 40s, window-slide: 10s, probe-path: "%s", tolerance: 0.05, promotion-age: 20s}
      checkpoints: {directory: "%s", interval: 3s}
      tasks:
      """;

  private DemoConfig() {}

  /**
   * Made for one run.
   *
   * @param start what model it starts from
   * @param model folder of that model
   * @param probes directory of the probe sets
   * @param work directory of the run, for registry and checkpoints
   */
  static FreshetConfig of(
      DemoStart start,
      String bootstrapServers,
      String openSearchUrl,
      Path model,
      Path probes,
      Path work) {
    return ConfigReader.parse(
        "the demonstration's configuration",
        yaml(start, bootstrapServers, openSearchUrl, model, probes, work));
  }

  /** The same as a file has it; see {@link #of}. */
  static String yaml(
      DemoStart start,
      String bootstrapServers,
      String openSearchUrl,
      Path model,
      Path probes,
      Path work) {
    StringBuilder yaml =
        new StringBuilder(
            YAML.formatted(
                bootstrapServers,
                openSearchUrl,
                model,
                start.learningRate(),
                start.warmupSteps(),
                start.versionEverySteps(),
                start.reportEverySteps(),
                work.resolve("registry").toUri(),
                probes,
                work.resolve("checkpoints").toUri()));
    for (DemoTask task : DemoTask.values()) {
      // The task that is judged by its search gets the larger batches: more contrast, more rows.
      int rows = task == DemoTask.CODE_SEARCH ? 32 : 16;
      yaml.append(
          "  %s: {kind: %s, temperature: 0.05, batch-size: %d, query-max-length: 64, document-max-length: 64}%n"
              .formatted(
                  task.taskName(),
                  task.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                  rows));
    }
    return yaml.toString();
  }
}
