/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.evaluation.results.MtebResult;
import io.freshet.evaluation.suite.SuiteEvaluator.TaskResult;
import java.util.Map;
import java.util.TreeMap;

/** A task's scores as JSON: {@code {"all": {..}, "main_score": "name"}}. */
final class TaskJson {
  private TaskJson() {}

  static ObjectNode of(MtebResult result) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    result.scores().forEach(root.putObject("all")::put);
    return root.put("main_score", result.mainScore());
  }

  static TaskResult read(String name, JsonNode json) {
    Map<String, Double> scores = new TreeMap<>();
    json.path("all").properties().forEach(s -> scores.put(s.getKey(), s.getValue().asDouble()));
    return new TaskResult(name, json.path("main_score").asText(), scores);
  }
}
