/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.classes;

import io.freshet.benchmarks.job.BoundedTraining;
import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.jobs.training.versions.VersionCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Trains a model on groups of classes: each text is a query, another of its class the positive, and
 * the class its label.
 *
 * @param source the configuration's name, for messages
 * @param yaml the configuration that all arms share; it has one task
 * @param directory of this arm with this seed alone
 * @param storedShare of the texts that {@link ClassArm#SHARE_STORED} may keep
 */
record ClassTraining(
    ClassArm arm, long seed, String source, String yaml, Path directory, double storedShare) {

  /** An example holds a query and a positive. */
  private static final int TEXTS_OF_EXAMPLE = 2;

  private static final int VERSION_STEPS = 20;

  /** The models at the ends of the groups, in order; for a joint training the last alone. */
  List<Path> train(ClassGroups groups) throws Exception {
    Path model = directory.resolve("model");
    FreshetConfig config = config(groups);
    if (!Files.isDirectory(model)) {
      Files.createDirectories(directory);
      String task = config.tasks().keySet().iterator().next();
      BoundedTraining.run(config, files(groups, task), model);
    }
    return arm == ClassArm.JOINT ? List.of(model) : atGroupEnds(groups, model);
  }

  private FreshetConfig config(ClassGroups groups) {
    long texts = groups.trainedBefore(groups.groups().size());
    long stored = Math.round(texts * storedShare / TEXTS_OF_EXAMPLE);
    Map<String, String> settings = new HashMap<>(arm.settings(stored));
    settings.put("sampling.seed", Long.toString(seed));
    settings.put("training.seed", Long.toString(seed));
    settings.put("registry.path", registry().toUri().toString());
    settings.put("training.version-every-steps", Integer.toString(VERSION_STEPS));
    settings.put("checkpoints.interval", "10s");
    return ConfigReader.parse(source, yaml, settings);
  }

  private Path registry() {
    return directory.resolve("registry");
  }

  private List<Path> files(ClassGroups groups, String task) throws IOException {
    Random random = new Random(seed);
    List<List<TrainingExample>> examples = new ArrayList<>();
    for (ClassGroups.Group group : groups.groups()) {
      examples.add(examples(group, task, random));
    }
    if (arm == ClassArm.JOINT) {
      List<TrainingExample> all =
          examples.stream().flatMap(List::stream).collect(Collectors.toCollection(ArrayList::new));
      Collections.shuffle(all, random);
      return List.of(write("joint", all));
    }
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      files.add(write("group-" + (i + 1), examples.get(i)));
    }
    return files;
  }

  private static List<TrainingExample> examples(
      ClassGroups.Group group, String task, Random random) {
    Map<String, List<String>> byLabel =
        group.train().stream()
            .collect(
                Collectors.groupingBy(
                    LabelledText::label,
                    Collectors.mapping(LabelledText::text, Collectors.toList())));
    List<TrainingExample> examples = new ArrayList<>();
    for (LabelledText text : group.train()) {
      List<String> others =
          byLabel.getOrDefault(text.label(), List.of()).stream()
              .filter(other -> !other.equals(text.text()))
              .toList();
      if (!others.isEmpty()) {
        TextItem positive = new TextItem("", others.get(random.nextInt(others.size())));
        examples.add(
            new TrainingExample(
                "",
                task,
                text.text(),
                List.of(positive),
                List.of(),
                List.of(),
                List.of(),
                text.label(),
                "",
                "",
                1,
                0));
      }
    }
    return examples;
  }

  private Path write(String name, List<TrainingExample> examples) throws IOException {
    return BoundedTraining.write(directory.resolve(name + ".jsonl"), examples);
  }

  /** Of each group the last version that had seen nothing of the groups after it. */
  private List<Path> atGroupEnds(ClassGroups groups, Path model) throws IOException {
    ModelRegistry registry = new ModelRegistry(registry().toUri().toString());
    List<Path> ends = new ArrayList<>(Collections.nCopies(groups.groups().size(), model));
    List<Long> bounds = new ArrayList<>();
    for (int i = 1; i <= groups.groups().size(); i++) {
      bounds.add(groups.trainedBefore(i));
    }
    Map<Integer, Long> best = new HashMap<>();
    for (String name : registry.names()) {
      Path folder = registry().resolve(name);
      long seen =
          VersionCard.read(folder).facts().examples().values().stream()
              .mapToLong(Long::longValue)
              .sum();
      for (int i = 0; i < bounds.size() - 1; i++) {
        if (seen <= bounds.get(i) && seen >= best.getOrDefault(i, -1L)) {
          best.put(i, seen);
          ends.set(i, folder);
        }
      }
    }
    return ends;
  }
}
