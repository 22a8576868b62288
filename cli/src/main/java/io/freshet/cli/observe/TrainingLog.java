/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.observe;

import io.freshet.connectors.records.MetricRecord.TaskProgress;
import io.freshet.connectors.records.MetricRecord.TrainingProgress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reports of the training job by step. A job that recovers repeats steps; what it says the second
 * time stands. Guarded by its owner.
 */
final class TrainingLog {
  private static final long RATE_WINDOW_MILLIS = 20_000;
  private static final int SHARE_REPORTS = 12;
  private static final int SMOOTHED = 5;

  private record Pace(long time, long pairs) {}

  private final Map<String, NavigableMap<Long, RunSnapshot.Loss>> losses = new TreeMap<>();
  private final Map<String, Long> sent = new HashMap<>();
  private final NavigableMap<Long, Pace> paces = new TreeMap<>();
  private final NavigableMap<Long, Map<String, Long>> dealt = new TreeMap<>();
  private Map<String, TaskProgress> tasks = Map.of();
  private double learningRate;

  void sent(String task, long examples) {
    sent.merge(task, examples, Long::sum);
  }

  void accept(TrainingProgress progress) {
    paces.put(progress.step(), new Pace(progress.timestamp(), progress.pairs()));
    progress
        .tasks()
        .forEach(
            (name, task) -> {
              if (Double.isFinite(task.loss())) {
                losses
                    .computeIfAbsent(name, key -> new TreeMap<>())
                    .put(
                        progress.step(),
                        new RunSnapshot.Loss(progress.step(), progress.timestamp(), task.loss()));
              }
            });
    Map<String, Long> rows = new HashMap<>();
    progress.tasks().forEach((name, task) -> rows.put(name, task.dealt()));
    dealt.put(progress.step(), rows);
    while (dealt.size() > SHARE_REPORTS) {
      dealt.pollFirstEntry();
    }
    if (progress.step() >= paces.lastKey()) {
      tasks = progress.tasks();
      learningRate = finite(progress.learningRate());
    }
  }

  RunSnapshot.Training totals(long rejected, long now) {
    long steps = paces.isEmpty() ? 0 : paces.lastKey();
    long pairs = paces.isEmpty() ? 0 : paces.lastEntry().getValue().pairs();
    return new RunSnapshot.Training(
        tasks.values().stream().mapToLong(TaskProgress::arrived).sum(),
        rejected,
        steps,
        pairs,
        recentRate(now),
        rate(new ArrayList<>(paces.values())),
        learningRate,
        meanOverTasks(series -> series.firstEntry().getValue().loss()),
        meanOverTasks(TrainingLog::lastLoss));
  }

  Map<String, RunSnapshot.Task> tasks() {
    Map<String, RunSnapshot.Task> all = new TreeMap<>();
    sent.forEach(
        (name, count) ->
            all.put(name, new RunSnapshot.Task(count, 0, 0, 0, 0, 0, List.of(), Map.of())));
    tasks.forEach(
        (name, task) ->
            all.put(
                name,
                new RunSnapshot.Task(
                    sent.getOrDefault(name, 0L),
                    task.arrived(),
                    task.dealt(),
                    task.buffered(),
                    finite(task.expectedShare()),
                    recentShare(name, task),
                    series(name),
                    finite(task.inBatch()))));
    return all;
  }

  /** Over several reports, since one holds only a handful of sub-batches. */
  private double recentShare(String task, TaskProgress last) {
    if (dealt.size() < 2) {
      return finite(last.actualShare());
    }
    Map<String, Long> before = dealt.firstEntry().getValue();
    Map<String, Long> after = dealt.lastEntry().getValue();
    long all =
        after.values().stream().mapToLong(Long::longValue).sum()
            - before.values().stream().mapToLong(Long::longValue).sum();
    long own = after.getOrDefault(task, 0L) - before.getOrDefault(task, 0L);
    return all <= 0 ? finite(last.actualShare()) : (double) own / all;
  }

  private List<RunSnapshot.Loss> series(String task) {
    NavigableMap<Long, RunSnapshot.Loss> series = losses.get(task);
    return series == null ? List.of() : Thinning.of(new ArrayList<>(series.values()));
  }

  private double recentRate(long now) {
    long since = now - RATE_WINDOW_MILLIS;
    return rate(paces.values().stream().filter(pace -> pace.time() >= since).toList());
  }

  private static double rate(List<Pace> paces) {
    if (paces.size() < 2) {
      return 0;
    }
    Pace first = paces.get(0);
    Pace last = paces.get(paces.size() - 1);
    long millis = last.time() - first.time();
    return millis <= 0 ? 0 : (last.pairs() - first.pairs()) * 1000.0 / millis;
  }

  private Optional<Double> meanOverTasks(
      Function<NavigableMap<Long, RunSnapshot.Loss>, Double> loss) {
    OptionalDouble mean = losses.values().stream().mapToDouble(loss::apply).average();
    return mean.isPresent() ? Optional.of(mean.getAsDouble()) : Optional.empty();
  }

  private static double lastLoss(NavigableMap<Long, RunSnapshot.Loss> series) {
    Collection<RunSnapshot.Loss> newestFirst = series.descendingMap().values();
    return newestFirst.stream()
        .limit(SMOOTHED)
        .mapToDouble(RunSnapshot.Loss::loss)
        .average()
        .orElse(0);
  }

  private static Map<String, Double> finite(Map<String, Double> values) {
    Map<String, Double> finite = new TreeMap<>(values);
    finite.values().removeIf(value -> !Double.isFinite(value));
    return finite;
  }

  private static double finite(double value) {
    return Double.isFinite(value) ? value : 0;
  }
}
