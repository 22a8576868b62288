/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.cli.observe.RunSnapshot;

/** A run as the page's script reads it. Times are milliseconds since the epoch. */
final class StateJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private StateJson() {}

  /**
   * Writes a snapshot.
   *
   * @param ended whether nothing more will come
   */
  static ObjectNode of(RunSnapshot run, boolean ended) {
    ObjectNode state = JSON.createObjectNode();
    state.put("now", run.now());
    state.put("startedAt", run.startedAt());
    state.put("ended", ended);
    state.put("phase", run.phase());
    state.set("addresses", JSON.valueToTree(run.addresses()));
    state.set("training", training(run.training()));
    state.set("tasks", JSON.valueToTree(run.tasks()));
    state.set("windows", JSON.valueToTree(run.windows()));
    state.set("versions", JSON.valueToTree(run.versions()));
    ArrayNode generations = state.putArray("generations");
    run.generations().forEach(generation -> generations.add(generation(generation)));
    state.set("matrix", MatrixJson.of(run.matrix()));
    state.set("alarms", JSON.valueToTree(run.alarms()));
    state.set("deadLetters", JSON.valueToTree(run.deadLetters()));
    state.set("bm25", JSON.valueToTree(run.bm25()));
    state.set("hybrid", JSON.valueToTree(run.hybrid()));
    return state;
  }

  private static ObjectNode training(RunSnapshot.Training training) {
    ObjectNode node = JSON.createObjectNode();
    node.put("consumed", training.consumed());
    node.put("rejected", training.rejected());
    node.put("steps", training.steps());
    node.put("pairs", training.pairs());
    node.put("pairsPerSecond", training.pairsPerSecond());
    node.put("meanPairsPerSecond", training.meanPairsPerSecond());
    node.put("learningRate", training.learningRate());
    node.putPOJO("firstLoss", training.firstLoss().orElse(null));
    node.putPOJO("lastLoss", training.lastLoss().orElse(null));
    return node;
  }

  private static ObjectNode generation(RunSnapshot.Generation generation) {
    ObjectNode node = JSON.createObjectNode();
    node.put("index", generation.index());
    node.put("number", generation.number());
    node.put("version", generation.version());
    node.put("state", generation.state());
    node.put("progress", generation.progress());
    node.put("documents", generation.documents());
    node.put("createdAt", generation.createdAt());
    node.putPOJO("servingSince", generation.servingSince().orElse(null));
    return node;
  }
}
