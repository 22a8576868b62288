/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.observe;

import io.freshet.connectors.records.MetricRecord.Alarm;
import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.records.ModelVersion.Order;
import io.freshet.evaluation.comparison.ForgettingMatrix;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a run at one moment. Immutable; times are milliseconds since the epoch.
 *
 * @param now when it was taken
 * @param startedAt when the run began
 * @param phase what is going on, for a person
 * @param addresses what can be reached where, in the order told
 * @param tasks by task, in the order of their names
 * @param windows live windows by end, then task
 * @param versions by step
 * @param generations by number
 * @param matrix what every scored version reached on every task's probe set
 * @param alarms falls of rolling metrics, oldest first
 * @param bm25 word search over the same documents, by task; empty until measured
 * @param hybrid words and vectors together in the last generation, by task; empty until measured
 * @param fusions the same by other fusions, of the same answers
 */
public record RunSnapshot(
    long now,
    long startedAt,
    String phase,
    Map<String, String> addresses,
    Training training,
    Map<String, Task> tasks,
    List<Window> windows,
    List<Version> versions,
    List<Generation> generations,
    ForgettingMatrix matrix,
    List<Alarm> alarms,
    DeadLetters deadLetters,
    Map<String, RankingNumbers> bm25,
    Map<String, RankingNumbers> hybrid,
    List<FusionNumbers> fusions) {

  /**
   * Totals of the training job.
   *
   * @param consumed examples that reached the sampler
   * @param rejected dead letters of the training topic
   * @param steps updates of the optimiser
   * @param pairs query-positive pairs trained on
   * @param pairsPerSecond over the last twenty seconds; 0 where nothing was reported in them
   * @param meanPairsPerSecond from the first report to the last
   * @param learningRate of the last step
   * @param firstLoss mean over the tasks of their first reported loss; empty before
   * @param lastLoss mean over the tasks of their last reported losses (five at most); empty before
   */
  public record Training(
      long consumed,
      long rejected,
      long steps,
      long pairs,
      double pairsPerSecond,
      double meanPairsPerSecond,
      double learningRate,
      Optional<Double> firstLoss,
      Optional<Double> lastLoss) {}

  /**
   * Where one task stands.
   *
   * @param sent examples that the feeder has sent
   * @param arrived examples that reached the sampler
   * @param dealt rows dealt into steps
   * @param buffered examples in the task's buffers
   * @param expectedShare share of the rows that the sampling strategy asks for
   * @param actualShare share of the rows dealt lately
   * @param losses by step; thinned where they would be too many
   * @param inBatch test-then-train metrics of the last report
   */
  public record Task(
      long sent,
      long arrived,
      long dealt,
      long buffered,
      double expectedShare,
      double actualShare,
      List<Loss> losses,
      Map<String, Double> inBatch) {}

  /** The loss of one task at one step. */
  public record Loss(long step, long time, double loss) {}

  /**
   * One sliding window of live evaluation.
   *
   * @param generation index that answered, or the empty string while none serves
   * @param queries answered queries in the window, 0 is possible
   */
  public record Window(
      String task,
      String generation,
      String version,
      long start,
      long end,
      long queries,
      double mrr,
      double recallAt10,
      double ndcgAt10) {}

  /**
   * A version of the model.
   *
   * @param parent name of the version before it, or the empty string
   * @param state CANDIDATE until the gate spoke, then its last verdict
   * @param reason what the gate said, or the empty string
   * @param decision the gate's last one, with its numbers; empty before
   * @param command what a person wanted last; empty where nobody did
   */
  public record Version(
      String name,
      long step,
      String digest,
      String uri,
      String parent,
      String state,
      String reason,
      long createdAt,
      Map<String, Double> metrics,
      Optional<Decision> decision,
      Optional<Order> command) {}

  /**
   * A generation of the index.
   *
   * @param version name of the version that built it
   * @param state as the controller told it last
   * @param progress share of the backfill that is written, 0 to 1
   * @param reason why it waits or was given up, or the empty string
   * @param createdAt when it was first heard of
   * @param servingSince when it began to serve; empty if it never did
   * @param expectedMillis that its build takes by the controller's estimate; 0 where nobody knows
   */
  public record Generation(
      String index,
      int number,
      String version,
      String state,
      double progress,
      long documents,
      String reason,
      long createdAt,
      Optional<Long> servingSince,
      long expectedMillis) {}

  /**
   * What one fusion of words and vectors reaches for a task.
   *
   * @param method {@code rrf} or {@code scores}
   * @param weight of the vectors, 0 to 1
   */
  public record FusionNumbers(String task, String method, double weight, RankingNumbers numbers) {}

  /** Records that could not be used: all of them, and by topic and reason. */
  public record DeadLetters(long total, List<DeadLetterCount> counts) {}

  /** How many records of a topic were unusable for one reason. */
  public record DeadLetterCount(String topic, String reason, long count) {}

  /** The generation that serves, if one does. */
  public Optional<Generation> serving() {
    return generations.stream().filter(g -> g.state().equals("SERVING")).reduce((a, b) -> b);
  }

  /**
   * The newest window of a task that holds queries, of the serving generation where it has one: a
   * window of the former generation may end at the same time.
   */
  public Optional<Window> latestWindow(String task) {
    List<Window> answered =
        windows.stream().filter(w -> w.task().equals(task) && w.queries() > 0).toList();
    String index = serving().map(Generation::index).orElse("");
    return answered.stream()
        .filter(w -> w.generation().equals(index))
        .reduce((a, b) -> b)
        .or(() -> answered.stream().reduce((a, b) -> b));
  }
}
