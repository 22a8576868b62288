/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation;

import io.freshet.jobs.evaluation.EvaluationWorld.Probes;
import io.freshet.model.ComputeOptions;
import io.freshet.model.loss.Losses;
import io.freshet.model.loss.Negatives;
import io.freshet.model.training.Trainer;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.batch.TrainingStep;
import io.freshet.model.training.settings.LearningRateSchedule;
import io.freshet.model.training.settings.OptimizerSettings;
import io.freshet.model.training.settings.ParameterSettings;
import io.freshet.model.training.settings.Schedule;
import io.freshet.model.training.settings.TaskObjective;
import io.freshet.model.training.settings.TrainerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Six tasks in alphabets of their own, so that no two share a word piece. Queries name a document's
 * words by synonyms that stand in no document: only a model that has learnt them finds anything.
 */
final class SynonymTasks {
  private static final SortedMap<String, String> ALPHABETS =
      Collections.unmodifiableSortedMap(
          new TreeMap<>(
              Map.of(
                  "search", "abcd",
                  "similarity", "efgh",
                  "qa", "ijkl",
                  "code", "mnop",
                  "examples", "qrst",
                  "medical", "uvwx")));

  private static final int WORDS = 24;
  private static final int LETTERS = 5;
  private static final int DOCUMENTS = 40;
  private static final int DOCUMENT_WORDS = 6;
  private static final int QUERY_WORDS = 4;
  private static final int STEPS = 100;
  private static final int PAIRS = 8;
  private static final int LENGTH = 32;

  private final Map<String, Synonyms> words = new LinkedHashMap<>();

  /** Words of documents, and at the same places their names in queries. */
  private record Synonyms(List<String> inDocuments, List<String> inQueries) {
    private String document(List<Integer> places) {
      return join(places, inDocuments::get);
    }

    private String query(List<Integer> places) {
      return join(places.subList(0, QUERY_WORDS), inQueries::get);
    }

    private static String join(List<Integer> places, Function<Integer, String> word) {
      return places.stream().map(word).collect(Collectors.joining(" "));
    }
  }

  SynonymTasks(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ALPHABETS.forEach(
        (task, alphabet) -> {
          List<String> all =
              Stream.generate(() -> word(random, alphabet)).distinct().limit(2 * WORDS).toList();
          words.put(task, new Synonyms(all.subList(0, WORDS), all.subList(WORDS, 2 * WORDS)));
        });
  }

  private static String word(SplittableRandom random, String alphabet) {
    return random
        .ints(LETTERS, 0, alphabet.length())
        .mapToObj(i -> alphabet.substring(i, i + 1))
        .collect(Collectors.joining());
  }

  private static List<Integer> places(SplittableRandom random) {
    return random.ints(0, WORDS).distinct().limit(DOCUMENT_WORDS).boxed().toList();
  }

  /** The tasks' names. */
  static List<String> names() {
    return List.copyOf(ALPHABETS.keySet());
  }

  /** Whether a word piece belongs to a task. */
  static Predicate<String> pieceOf(String task) {
    String alphabet = ALPHABETS.getOrDefault(task, "");
    return piece ->
        piece.replaceFirst("^##", "").chars().allMatch(letter -> alphabet.indexOf(letter) >= 0);
  }

  /** A probe set of each task: as many queries as documents. */
  List<Probes> probes(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Probes> all = new ArrayList<>();
    words.forEach(
        (task, synonyms) -> {
          Map<String, String> documents = new TreeMap<>();
          Map<String, String> queries = new TreeMap<>();
          for (int i = 0; i < DOCUMENTS; i++) {
            String id = task + i;
            List<Integer> places = places(random);
            documents.put(id, synonyms.document(places));
            queries.put(id, synonyms.query(places));
          }
          all.add(new Probes(task, documents, queries));
        });
    return all;
  }

  /** Trains a model on other pairs of the tasks until it knows the synonyms. */
  void train(Path start, long seed, Path target) throws IOException {
    OptimizerSettings optimizer =
        new OptimizerSettings(
            1e-3,
            LearningRateSchedule.of(Schedule.CONSTANT, 0, 0),
            0.01,
            0.9,
            0.999,
            1e-8,
            1.0,
            0,
            Map.of());
    TrainerSettings settings =
        new TrainerSettings(
            optimizer, ParameterSettings.everything(), 0, seed, 0, false, 1, ComputeOptions.cpu(1));
    Map<String, TaskObjective> objectives =
        words.keySet().stream()
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    task ->
                        TaskObjective.of(
                            task, 1, Losses.infoNce(0.05, Negatives.BATCH), "", LENGTH, LENGTH)));
    SplittableRandom random = new SplittableRandom(seed);
    try (Trainer trainer = Trainer.start(start, settings, objectives)) {
      for (long step = 0; step < STEPS; step++) {
        trainer.step(new TrainingStep(step, batches(random)));
      }
      trainer.state().export(start, target);
    }
  }

  private List<SubBatch> batches(SplittableRandom random) {
    List<SubBatch> batches = new ArrayList<>();
    words.forEach(
        (task, synonyms) -> {
          List<TrainingRow> rows = new ArrayList<>();
          for (int i = 0; i < PAIRS; i++) {
            List<Integer> places = places(random);
            rows.add(
                new TrainingRow(
                    "e" + i,
                    synonyms.query(places),
                    "",
                    synonyms.document(places),
                    List.of(),
                    Double.NaN,
                    1,
                    true));
          }
          batches.add(new SubBatch(task, rows));
        });
    return batches;
  }
}
