/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.results;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.evaluation.metrics.Definitions;
import io.freshet.evaluation.metrics.RankingMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The result of one task as MTEB writes it: {@code mteb.TaskResult} reads its JSON.
 *
 * @param task name of the task
 * @param split such as {@code test}
 * @param mainScore which of the scores stands for the task
 * @param scores by MTEB's names
 * @param experiments scores of each repetition, where a task has such
 * @param seconds that the evaluation took
 */
public record MtebResult(
    String task,
    String split,
    String mainScore,
    Map<String, Double> scores,
    List<Map<String, Double>> experiments,
    double seconds) {
  /** Of ISO 639: nobody has said which language it is. */
  private static final String UNDETERMINED = "und";

  private static final int[] CUTS = {1, 3, 5, 10, 20, 100, 1000};

  /** Stems of MTEB's names of retrieval metrics, beside those here. */
  private static final Map<String, String> RETRIEVAL =
      Map.of(
          "ndcg", "ndcg_cut",
          "map", "map_cut",
          "recall", "recall",
          "precision", "P",
          "mrr", "mrr_cut",
          "hit_rate", "success");

  /** Checks that the main score is there. */
  public MtebResult {
    scores = new TreeMap<>(scores);
    experiments = List.copyOf(experiments);
    if (!scores.containsKey(mainScore)) {
      throw new IllegalArgumentException(
          "the main score " + mainScore + " is none of " + scores.keySet());
    }
  }

  /** Returns the metrics that a retrieval task of MTEB has, as it defines them. */
  public static RankingMetrics retrievalMetrics() {
    List<String> names = new ArrayList<>();
    for (int cut : CUTS) {
      RETRIEVAL.values().stream().sorted().forEach(stem -> names.add(stem + "_" + cut));
    }
    return RankingMetrics.of(names).with(Definitions.MTEB);
  }

  /**
   * Returns the result of a retrieval task.
   *
   * @param means of {@link #retrievalMetrics()}
   */
  public static MtebResult retrieval(
      String task, String split, Map<String, Double> means, double seconds) {
    Map<String, Double> scores = new TreeMap<>();
    RETRIEVAL.forEach(
        (theirs, ours) -> {
          for (int cut : CUTS) {
            scores.put(theirs + "_at_" + cut, means.getOrDefault(ours + "_" + cut, 0.0));
          }
        });
    scores.put("accuracy", means.getOrDefault("recall_1", 0.0));
    return new MtebResult(task, split, "ndcg_at_10", scores, List.of(), seconds);
  }

  /** Returns the value of the main score. */
  public double mainValue() {
    return scores.getOrDefault(mainScore, 0.0);
  }

  /** Returns the file's content. */
  public ObjectNode toJson() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("dataset_revision", "local").put("task_name", task).putNull("mteb_version");
    ObjectNode values = root.putObject("scores").putArray(split).addObject();
    scores.forEach(values::put);
    if (!experiments.isEmpty()) {
      ArrayNode each = values.putArray("scores_per_experiment");
      experiments.forEach(experiment -> experiment.forEach(each.addObject()::put));
    }
    values.put("main_score", mainValue()).put("hf_subset", "default");
    // Where there is no language, mteb takes the mean of nothing.
    values.putArray("languages").add(UNDETERMINED);
    root.put("evaluation_time", seconds).putNull("kg_co2_emissions");
    return root;
  }
}
