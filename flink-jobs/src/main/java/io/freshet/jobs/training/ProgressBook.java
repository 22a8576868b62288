/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.connectors.records.MetricRecord.TaskProgress;
import io.freshet.connectors.records.MetricRecord.TrainingProgress;
import io.freshet.jobs.training.sampling.TaskShare;
import io.freshet.jobs.training.versions.VersionFacts;
import io.freshet.model.training.batch.StepReport;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingStep;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Sums up steps into progress records. Not thread-safe. */
final class ProgressBook {

  private final TreeMap<String, TaskSums> sums;
  private long pairs;
  private final VersionFacts before;
  private Map<String, Double> told;
  private List<TaskShare> shares;
  private double learningRate;
  private boolean unreported;

  /** Goes on from totals and from sums since the last report. */
  ProgressBook(long pairs, Map<String, TaskSums> sums, VersionFacts before) {
    this.before = before;
    told = before.losses();
    this.pairs = pairs;
    this.sums = new TreeMap<>(sums);
    shares = List.of();
    learningRate = 0;
    unreported = !sums.isEmpty();
  }

  long pairs() {
    return pairs;
  }

  Map<String, TaskSums> sums() {
    return Map.copyOf(sums);
  }

  /** Whether steps were added since the last report. */
  boolean unreported() {
    return unreported;
  }

  /** Adds one step. */
  void add(TrainingStep step, List<TaskShare> sharesThen, StepReport report) {
    pairs += report.pairs();
    shares = sharesThen;
    learningRate = report.learningRate();
    unreported = true;
    for (SubBatch batch : step.subBatches()) {
      change(batch.task(), of(batch.task()).plusRows(batch.rows().size()));
    }
    report.losses().forEach((task, loss) -> change(task, of(task).plusLoss(loss)));
    report.terms().forEach((task, terms) -> change(task, of(task).plusTerms(terms)));
    report.ranks().forEach((task, ranks) -> change(task, of(task).plusRanks(ranks)));
  }

  /** What was trained on up to now. */
  VersionFacts facts() {
    if (shares.isEmpty()) {
      return new VersionFacts(losses(), before.examples(), before.rows());
    }
    Map<String, Long> examples = new HashMap<>();
    Map<String, Long> rows = new HashMap<>();
    for (TaskShare share : shares) {
      examples.put(share.task(), share.arrived());
      rows.put(share.task(), share.dealt());
    }
    return new VersionFacts(losses(), examples, rows);
  }

  /** Mean loss by task since the last report; of a task without steps since, what it was then. */
  private Map<String, Double> losses() {
    Map<String, Double> losses = new HashMap<>(told);
    sums.forEach(
        (task, sum) -> {
          if (sum.loss().count() > 0) {
            losses.put(task, sum.loss().mean());
          }
        });
    return losses;
  }

  /** Makes the record of what was added since the last one. */
  TrainingProgress report(long timestamp, long step) {
    long rows = sums.values().stream().mapToLong(TaskSums::rows).sum();
    Map<String, TaskShare> byTask = new HashMap<>();
    shares.forEach(share -> byTask.put(share.task(), share));
    TreeSet<String> tasks = new TreeSet<>(sums.keySet());
    tasks.addAll(byTask.keySet());
    Map<String, TaskProgress> progress = new HashMap<>();
    for (String task : tasks) {
      TaskShare share = byTask.getOrDefault(task, new TaskShare(task, 0, 0, 0, 0, 0));
      TaskSums sum = of(task);
      progress.put(
          task,
          new TaskProgress(
              share.arrived(),
              share.dealt(),
              share.buffered(),
              share.expected(),
              rows == 0 ? 0 : (double) sum.rows() / rows,
              sum.loss().mean(),
              sum.termLosses(),
              sum.inBatch()));
    }
    told = losses();
    sums.clear();
    unreported = false;
    return new TrainingProgress(timestamp, step, pairs, learningRate, progress);
  }

  private TaskSums of(String task) {
    return sums.getOrDefault(task, TaskSums.NONE);
  }

  private void change(String task, TaskSums sum) {
    sums.put(task, sum);
  }
}
