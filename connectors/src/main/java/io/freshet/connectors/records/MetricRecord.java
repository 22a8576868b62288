/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.records;

import java.util.Map;

/** What stands in the topic of metrics, keyed by task. */
public sealed interface MetricRecord {

  /**
   * Live ranking metrics of one sliding window.
   *
   * @param windowStart inclusive, milliseconds since the epoch
   * @param windowEnd exclusive
   * @param generation concrete index that answered, or the empty string while none serves
   * @param version name of the version that encoded the queries, or the empty string
   * @param queries how many answered queries the window holds; 0 is said, not hidden
   * @param compared how many different queries were also asked in the former generation, however
   *     often each; an estimate from 256 on
   * @param values by metric name: {@code mrr}, {@code recall_10}, {@code ndcg_cut_10} over all
   *     answered queries; over the sample that is also searched exactly what nDCG@10 loses to the
   *     model, to missing documents and to the graph ({@code loss_model}, {@code loss_missing},
   *     {@code loss_graph}); and over the queries also asked in the former generation its nDCG@10
   *     and the gain over it ({@code former}, {@code gain})
   * @param diagnosis for a person: what a fall since the former generation, or since this one's
   *     first windows, comes from; the empty string where there is none or no sample
   */
  record LiveWindow(
      String task,
      long windowStart,
      long windowEnd,
      String generation,
      String version,
      long queries,
      long compared,
      Map<String, Value> values,
      String diagnosis)
      implements MetricRecord {
    public LiveWindow {
      values = Map.copyOf(values);
    }

    /** A window without a former generation and a diagnosis. */
    public LiveWindow(
        String task,
        long windowStart,
        long windowEnd,
        String generation,
        String version,
        long queries,
        Map<String, Value> values) {
      this(task, windowStart, windowEnd, generation, version, queries, 0, values, "");
    }
  }

  /**
   * How training goes, told every few steps and always at the end. Counts are totals since the
   * first step of the job's state, so they survive restarts.
   *
   * @param timestamp milliseconds since the epoch
   * @param pairs query-positive pairs trained on so far
   * @param tasks what stands by task
   */
  record TrainingProgress(
      long timestamp, long step, long pairs, double learningRate, Map<String, TaskProgress> tasks)
      implements MetricRecord {
    public TrainingProgress {
      tasks = Map.copyOf(tasks);
    }
  }

  /**
   * Where one task stands.
   *
   * @param arrived examples that reached the sampler
   * @param dealt rows dealt into steps
   * @param expectedShare the share of rows that the sampling strategy asks for now
   * @param actualShare the share of rows dealt since the last report
   * @param loss mean loss since the last report, NaN where the task had no sub-batch
   * @param losses mean of each of the task's losses by name, before its weight, where there was one
   * @param inBatch test-then-train metrics since the last report ({@code mrr}, {@code recall_1},
   *     {@code candidates})
   */
  record TaskProgress(
      long arrived,
      long dealt,
      long buffered,
      double expectedShare,
      double actualShare,
      double loss,
      Map<String, Double> losses,
      Map<String, Double> inBatch) {
    public TaskProgress {
      losses = Map.copyOf(losses);
      inBatch = Map.copyOf(inBatch);
    }
  }

  /**
   * A fall of a rolling metric, raised once when a detector finds it.
   *
   * @param generation concrete index that answered
   * @param version name of the version that built it
   * @param metric such as {@code ndcg_cut_10}
   * @param detector which one found it
   * @param before mean before the fall
   * @param after mean since the fall began
   * @param diagnosis what it comes from where a sample tells: as in {@link LiveWindow}
   * @param since when the fall began, milliseconds since the epoch
   * @param raisedAt end of the window that showed it
   */
  record Alarm(
      String task,
      String generation,
      String version,
      String metric,
      String detector,
      double before,
      double after,
      String diagnosis,
      long since,
      long raisedAt)
      implements MetricRecord {}

  /**
   * A mean with what it was made of and its 95 % interval.
   *
   * @param low lower end for the queries that the judged ones are drawn from: a query asked again
   *     does not narrow it
   */
  record Value(double value, double numerator, long denominator, double low, double high) {}
}
