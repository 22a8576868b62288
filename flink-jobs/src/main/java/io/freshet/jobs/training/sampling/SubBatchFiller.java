/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import io.freshet.config.SamplingConfig;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.records.StepManifest;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Fills the sub-batches of one step: fresh examples first, then replayed ones. What a step took
 * goes into the reservoirs with {@link #finish()}, so that no step replays its own rows. Not
 * thread-safe.
 */
final class SubBatchFiller {

  /** Fewer rows have nothing to be contrasted with. */
  static final int MINIMUM_ROWS = 2;

  private static final int TRIES_PER_ROW = 4;

  private final SamplingConfig config;
  private final Draws draws;
  private final long arrivals;
  private final long newest;
  private final Map<String, Integer> uses = new HashMap<>();
  private final List<Runnable> afterwards = new ArrayList<>();

  /**
   * Fills one step.
   *
   * @param arrivals of all tasks
   * @param newest timestamp of the newest record, milliseconds since the epoch
   */
  SubBatchFiller(SamplingConfig config, Draws draws, long arrivals, long newest) {
    this.config = config;
    this.draws = draws;
    this.arrivals = arrivals;
    this.newest = newest;
  }

  /**
   * One row to be.
   *
   * @param place in the reservoir, or -1 for one that waited in the queue
   */
  private record Candidate(StoredExample stored, int positive, int place) {
    TrainingExample example() {
      return stored.example();
    }
  }

  /**
   * A sub-batch.
   *
   * @param part what it was made from
   * @param replayed how many of its rows were trained on before
   */
  record Filled(SubBatch batch, StepManifest.Part part, int replayed) {}

  /**
   * A sub-batch of at most {@code rows} rows, or none where fewer than two examples go together; in
   * that case the queue holds what it held before.
   */
  Optional<Filled> fill(TaskConfig task, TaskBuffer buffer, int rows) {
    BatchTexts texts = new BatchTexts(task);
    List<Candidate> chosen = new ArrayList<>();
    List<StoredExample> postponed = new ArrayList<>();
    Set<Integer> expired = new TreeSet<>(Comparator.reverseOrder());
    List<StoredExample> taken = takeFresh(task, buffer, rows, texts, chosen, postponed);
    takeKept(buffer, config.replayRatio() > 0 ? rows : MINIMUM_ROWS, texts, chosen, expired);
    Optional<Filled> filled = Optional.empty();
    if (chosen.size() < MINIMUM_ROWS || ofOneClass(chosen)) {
      buffer.putBack(taken);
    } else {
      buffer.putBack(postponed);
      chosen.forEach(candidate -> count(task, buffer, candidate));
      List<StepManifest.Row> sources =
          chosen.stream().map(candidate -> source(task, texts, candidate)).toList();
      List<TrainingRow> drawn = new ArrayList<>();
      for (int i = 0; i < chosen.size(); i++) {
        drawn.add(DrawnRow.of(task, chosen.get(i).example(), sources.get(i)));
      }
      List<String> losses = LossChoice.of(task, drawn);
      filled =
          Optional.of(
              new Filled(
                  new SubBatch(task.name(), losses, drawn),
                  new StepManifest.Part(task.name(), losses, sources),
                  (int) chosen.stream().filter(each -> !each.stored().fresh()).count()));
    }
    // From the last place on: the last example takes the place of one that is forgotten.
    expired.forEach(buffer::forget);
    return filled;
  }

  /** Whether all rows are known positives of each other and none has a negative of its own. */
  private static boolean ofOneClass(List<Candidate> chosen) {
    String label = chosen.get(0).example().label();
    return !label.isEmpty()
        && chosen.stream()
            .map(Candidate::example)
            .allMatch(each -> each.label().equals(label) && each.negatives().isEmpty());
  }

  /** Hands what was dealt to the reservoirs. */
  void finish() {
    afterwards.forEach(Runnable::run);
    afterwards.clear();
  }

  private List<StoredExample> takeFresh(
      TaskConfig task,
      TaskBuffer buffer,
      int rows,
      BatchTexts texts,
      List<Candidate> chosen,
      List<StoredExample> postponed) {
    List<StoredExample> taken = new ArrayList<>();
    long tries = Math.min(buffer.fresh(), (long) TRIES_PER_ROW * rows);
    for (long i = 0; i < tries && chosen.size() < rows; i++) {
      StoredExample stored = buffer.takeFresh();
      int positive = positiveFor(stored.example(), texts);
      if (positive < 0 && LossChoice.of(task, stored.example()).isEmpty()) {
        // The losses have changed since it came in.
        afterwards.add(() -> buffer.passOver(stored));
        continue;
      }
      taken.add(stored);
      if (positive >= 0) {
        chosen.add(new Candidate(stored, positive, -1));
      } else {
        postponed.add(stored);
      }
    }
    return taken;
  }

  private void takeKept(
      TaskBuffer buffer, int rows, BatchTexts texts, List<Candidate> chosen, Set<Integer> expired) {
    int kept = buffer.kept();
    Set<Integer> seen = new HashSet<>();
    int tries = TRIES_PER_ROW * (rows - chosen.size());
    for (int i = 0; i < tries && chosen.size() < rows && seen.size() < kept; i++) {
      int place = draws.index(kept);
      while (!seen.add(place)) {
        place = (place + 1) % kept;
      }
      StoredExample stored = buffer.kept(place);
      if (expired(stored)) {
        expired.add(place);
      } else if (usable(buffer, stored)) {
        int positive = positiveFor(stored.example(), texts);
        if (positive >= 0) {
          chosen.add(new Candidate(stored, positive, place));
        }
      }
    }
  }

  private boolean expired(StoredExample stored) {
    long age = config.maximumAge();
    long recordAge = config.maximumRecordMillis();
    return (age > 0 && arrivals - stored.arrival() > age)
        || (recordAge > 0 && newest - stored.example().timestamp() > recordAge);
  }

  private boolean usable(TaskBuffer buffer, StoredExample stored) {
    int most = config.maximumUses();
    return uses.getOrDefault(useKey(buffer.task(), stored), 0) < config.repeatCap()
        && (most == 0 || stored.uses() < most);
  }

  /** The first positive from a random one on that fits, after adding it; or -1. */
  private int positiveFor(TrainingExample example, BatchTexts texts) {
    if (example.positives().isEmpty()) {
      return texts.add(example) ? 0 : -1;
    }
    int count = example.positives().size();
    int first = count == 1 ? 0 : draws.index(count);
    for (int i = 0; i < count; i++) {
      int positive = (first + i) % count;
      if (texts.add(example, example.positives().get(positive))) {
        return positive;
      }
    }
    return -1;
  }

  private void count(TaskConfig task, TaskBuffer buffer, Candidate candidate) {
    StoredExample stored = candidate.stored();
    uses.merge(useKey(task.name(), stored), 1, Integer::sum);
    buffer.countDealt(!stored.fresh());
    if (candidate.place() < 0) {
      afterwards.add(() -> buffer.keep(stored.used()));
    } else if (stored.fresh() || config.maximumUses() > 0) {
      buffer.replace(candidate.place(), stored.used());
    }
  }

  private StepManifest.Row source(TaskConfig task, BatchTexts texts, Candidate candidate) {
    return new StepManifest.Row(
        candidate.stored().at(),
        candidate.positive(),
        negatives(task, texts, candidate.example()),
        candidate.stored().fresh());
  }

  /** Places of the negatives that a row is trained with. */
  private List<Integer> negatives(TaskConfig task, BatchTexts texts, TrainingExample example) {
    Map<String, Integer> usable = new LinkedHashMap<>();
    for (int i = 0; i < example.negatives().size(); i++) {
      String text = example.negatives().get(i).text();
      if (!texts.isPositive(text) && !text.equals(example.query())) {
        usable.putIfAbsent(text, i);
      }
    }
    List<Integer> pool = new ArrayList<>(usable.values());
    int count = Math.min(task.negativesPerQuery(), pool.size());
    for (int i = 0; i < count; i++) {
      Collections.swap(pool, i, i + draws.index(pool.size() - i));
    }
    return List.copyOf(pool.subList(0, count));
  }

  private static String useKey(String task, StoredExample stored) {
    return task + '\n' + stored.example().id();
  }
}
