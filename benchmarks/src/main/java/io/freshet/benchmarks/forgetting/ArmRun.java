/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.forgetting;

import io.freshet.benchmarks.job.BoundedTraining;
import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.jobs.training.versions.VersionCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One arm with one seed, in a directory of its own.
 *
 * @param yaml the configuration that all arms share
 * @param versions whether versions near the end of every stream are wanted, which costs checkpoints
 */
record ArmRun(Arm arm, long seed, String source, String yaml, Path directory, boolean versions) {

  /** Steps between versions, so that one lies near the end of every stream. */
  private static final int VERSION_STEPS = 10;

  /** The folder of the last weights. */
  Path model() {
    return arm.trains() ? directory.resolve("model") : Path.of(shared().model().path());
  }

  /** The card of the last weights: rows and steps. Absent where nothing is trained. */
  Optional<VersionCard> card() throws IOException {
    return arm.trains() ? Optional.of(VersionCard.read(model())) : Optional.empty();
  }

  /** The configuration of all arms with nothing changed. */
  private FreshetConfig shared() {
    return ConfigReader.parse(source, yaml, Map.of(), Map.of("registry.path", registry()));
  }

  private String registry() {
    return directory.resolve("registry").toUri().toString();
  }

  /** Whether the last weights are there, of an earlier call too. */
  boolean isTrained() {
    return Files.isDirectory(model());
  }

  /** Trains; the last weights must not be there. */
  void train(Path streams) throws Exception {
    Files.createDirectories(directory);
    FreshetConfig shared = shared();
    Streams found = Streams.of(streams, shared.tasks().keySet());
    int passes = 1 + (int) Math.round(shared.sampling().replayRatio());
    FreshetConfig config = config(shared, found.examples());
    BoundedTraining.run(config, found.in(arm.order(), passes, seed, directory), model());
  }

  private FreshetConfig config(FreshetConfig shared, long examples) {
    Map<String, String> settings = new HashMap<>(arm.settings());
    settings.put("sampling.seed", Long.toString(seed));
    settings.put("training.seed", Long.toString(seed));
    settings.put("registry.path", registry());
    if (versions) {
      settings.put("training.version-every-steps", Integer.toString(VERSION_STEPS));
      settings.put("checkpoints.interval", "2s");
    } else {
      settings.put("training.version-every-steps", "1000000");
      settings.put("checkpoints.interval", "1m");
    }
    if ("linear".equals(settings.get("training.schedule"))) {
      double rows = examples * (1 + shared.sampling().replayRatio());
      int stepRows = shared.sampling().batchSize() * shared.sampling().tasksPerStep();
      settings.put("training.total-steps", Long.toString((long) Math.ceil(rows / stepRows)));
    }
    if ("warmup-stable-decay".equals(settings.get("training.schedule"))) {
      settings.putIfAbsent(
          "training.cycle-steps", Integer.toString(shared.training().versionEverySteps()));
    }
    return ConfigReader.parse(source, yaml, settings);
  }

  /**
   * The versions at the end of each stream, in order: of each the last that had seen nothing of the
   * streams after it. Empty where the streams are shuffled or not trained on, or a stream is too
   * short to have one.
   */
  List<Path> atStreamEnds() throws IOException {
    if (arm.order() == Arm.Order.SHUFFLED || !arm.trains()) {
      return List.of();
    }
    List<String> tasks = List.copyOf(shared().tasks().keySet());
    ModelRegistry registry = new ModelRegistry(registry());
    Map<String, Path> last = new HashMap<>();
    for (String name : registry.names()) {
      Path folder = directory.resolve("registry").resolve(name);
      Map<String, Long> examples = VersionCard.read(folder).facts().examples();
      newest(tasks, examples).ifPresent(task -> last.put(task, folder));
    }
    List<Path> ends = new ArrayList<>();
    for (String task : tasks.subList(0, tasks.size() - 1)) {
      Optional.ofNullable(last.get(task)).ifPresent(ends::add);
    }
    ends.add(model());
    return ends;
  }

  /** The last of the tasks that any example has come of. */
  private static Optional<String> newest(List<String> tasks, Map<String, Long> examples) {
    return tasks.stream()
        .filter(task -> examples.getOrDefault(task, 0L) > 0)
        .reduce((first, second) -> second);
  }
}
