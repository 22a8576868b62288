/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.config.SamplingConfig;
import io.freshet.config.TaskConfig;
import io.freshet.config.TaskLosses;
import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.model.loss.Negatives;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Tasks and examples for tests of the sampler. */
public final class SamplingFixtures {

  private SamplingFixtures() {}

  /** A task of a kind with everything else ordinary. */
  public static TaskConfig task(String name, TaskConfig.Kind kind, int batchSize) {
    return new TaskConfig(
        name,
        kind,
        1.0,
        0.05,
        "",
        "",
        32,
        64,
        batchSize,
        2,
        Negatives.BATCH,
        TaskLosses.OF_KIND,
        0,
        1.0,
        1.0,
        0,
        1,
        0);
  }

  /** Retrieval tasks of one batch size. */
  public static Map<String, TaskConfig> tasks(int batchSize, String... names) {
    Map<String, TaskConfig> tasks = new LinkedHashMap<>();
    for (String name : names) {
      tasks.put(name, task(name, TaskConfig.Kind.RETRIEVAL, batchSize));
    }
    return tasks;
  }

  /** A deployment with given sampling and tasks, everything else ordinary. */
  public static FreshetConfig deployment(SamplingConfig sampling, Map<String, TaskConfig> tasks) {
    FreshetConfig plain =
        ConfigReader.parse("test", "{model: {path: m}, registry: {path: r}, tasks: {t: {}}}");
    return new FreshetConfig(
        plain.kafka(),
        plain.opensearch(),
        plain.model(),
        tasks,
        sampling,
        plain.training(),
        plain.registry(),
        plain.indexing(),
        plain.negatives(),
        plain.evaluation(),
        plain.service(),
        plain.checkpoints());
  }

  /** Sampling by temperature with buffers that never overflow in a test. */
  public static SamplingConfig sampling(
      SamplingConfig.Strategy strategy, double alpha, int tasksPerStep, double ratio, long seed) {
    return sampling(strategy, alpha, tasksPerStep, ratio, 100_000, 5_000, 0, seed);
  }

  /** Sampling without limits on what is replayed. */
  public static SamplingConfig sampling(
      SamplingConfig.Strategy strategy,
      double alpha,
      int tasksPerStep,
      double ratio,
      int freshCapacity,
      int reservoirCapacity,
      int minimumBuffered,
      long seed) {
    return new SamplingConfig(
        strategy,
        alpha,
        32,
        tasksPerStep,
        ratio,
        freshCapacity,
        reservoirCapacity,
        minimumBuffered,
        1_000,
        1,
        0,
        0,
        Duration.ZERO,
        "",
        seed);
  }

  /** An example whose texts nothing else shares. */
  public static TrainingExample unique(String task, long number) {
    return example(task, number, "q " + task + number, List.of("p " + task + number), List.of());
  }

  /** An example with given texts. */
  public static TrainingExample example(
      String task, long number, String query, List<String> positives, List<String> negatives) {
    return new TrainingExample(
        task + "-" + number,
        task,
        query,
        positives.stream().map(text -> new TextItem("", text)).toList(),
        negatives.stream().map(text -> new TextItem("", text)).toList(),
        List.of(),
        List.of(),
        "",
        "",
        "",
        1.0,
        number);
  }

  /** An example whose texts come from so few that they clash all the time. */
  public static TrainingExample clashing(String task, long number, SplittableRandom random) {
    int positives = 1 + random.nextInt(3);
    return example(
        task,
        number,
        "text " + random.nextInt(60),
        random.ints(positives, 0, 60).mapToObj(i -> "text " + i).distinct().toList(),
        random.ints(4, 0, 60).mapToObj(i -> "text " + i).distinct().toList());
  }

  /** An example with a label. */
  public static TrainingExample labelled(String task, long number, String label) {
    TrainingExample plain = unique(task, number);
    return new TrainingExample(
        plain.id(),
        task,
        plain.query(),
        plain.positives(),
        plain.negatives(),
        List.of(),
        List.of(),
        label,
        "",
        "",
        1.0,
        number);
  }

  /** An example whose positive and negatives a teacher scored. */
  public static TrainingExample taught(String task, long number) {
    String text = task + number;
    TrainingExample plain =
        example(task, number, "q " + text, List.of("p " + text), List.of("n " + text, "m " + text));
    return new TrainingExample(
        plain.id(),
        task,
        plain.query(),
        plain.positives(),
        plain.negatives(),
        List.of(3.0),
        List.of(2.0, 1.0),
        "",
        "",
        "",
        1.0,
        number);
  }

  /** An example with a graded similarity. */
  public static TrainingExample graded(String task, long number, double score) {
    TrainingExample plain = unique(task, number);
    return new TrainingExample(
        plain.id(),
        task,
        plain.query(),
        plain.positives(),
        plain.negatives(),
        List.of(score),
        List.of(),
        "",
        "",
        "",
        1.0,
        number);
  }
}
