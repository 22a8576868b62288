/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.models;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.cli.observe.RunState;
import io.freshet.cli.report.StandingReport;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.json.MetricJson;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.Origin;
import io.freshet.jobs.training.versions.TrainingResult;
import io.freshet.model.folder.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The report of a training over files. */
final class TrainingReport {
  private TrainingReport() {}

  /**
   * Makes it of what the training told.
   *
   * @param inputs as they were named
   * @param progress metrics, a record a line
   */
  static StandingReport of(
      FreshetConfig config, List<Path> inputs, TrainingResult result, Path progress)
      throws IOException {
    RunState state = new RunState(InstantSource.system(), config.kafka().topics());
    List<String> lines = Files.exists(progress) ? Files.readAllLines(progress, UTF_8) : List.of();
    for (int i = 0; i < lines.size(); i++) {
      Origin origin = new Origin(progress.toString(), 0, i, -1);
      if (MetricJson.decode(RawRecord.ofLine(lines.get(i).getBytes(UTF_8), origin))
          instanceof Decoded.Accepted<MetricRecord> accepted) {
        state.accept(accepted.value());
      }
    }
    return new StandingReport(
        "Training", facts(config, inputs, result), List.of(), state.snapshot(), List.of("tasks"));
  }

  private static Map<String, String> facts(
      FreshetConfig config, List<Path> inputs, TrainingResult result) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Examples", inputs.stream().map(Path::toString).collect(Collectors.joining(", ")));
    facts.put("Began from", config.model().path());
    if (!result.model().isEmpty()) {
      facts.put("Model", result.model());
      facts.put("Digest", ModelFolder.read(Path.of(result.model())).digest());
    }
    if (!result.adapter().isEmpty()) {
      facts.put("Adapter", result.adapter());
    }
    facts.put("Learning rate", Double.toString(config.training().optimizer().learningRate()));
    return facts;
  }
}
