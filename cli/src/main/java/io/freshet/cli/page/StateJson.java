/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.cli.observe.Generations;
import io.freshet.cli.observe.MatrixJson;
import io.freshet.cli.observe.RunSnapshot;
import io.freshet.connectors.records.ModelVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A run as the page's script reads it. Times are milliseconds since the epoch. */
public final class StateJson {
  private static final ObjectMapper JSON = new JsonMapper();

  /** Windows of a task that are drawn at most; of more, the newest and some of the others. */
  private static final int WINDOWS = 600;

  private StateJson() {}

  /**
   * Writes a snapshot.
   *
   * @param ended whether nothing more will come
   */
  public static ObjectNode of(RunSnapshot run, boolean ended) {
    ObjectNode state = JSON.createObjectNode();
    state.put("now", run.now());
    state.put("startedAt", run.startedAt());
    state.put("ended", ended);
    state.put("phase", run.phase());
    state.set("addresses", JSON.valueToTree(run.addresses()));
    state.set("training", training(run.training()));
    state.set("tasks", JSON.valueToTree(run.tasks()));
    state.set("windows", JSON.valueToTree(thinned(run.windows())));
    ArrayNode versions = state.putArray("versions");
    run.versions().forEach(version -> versions.add(version(version)));
    ArrayNode generations = state.putArray("generations");
    for (RunSnapshot.Generation each : run.generations()) {
      ObjectNode generation = generation(each);
      if (!ended) {
        Generations.left(each, run.now())
            .ifPresent(left -> generation.put("leftMillis", left.toMillis()));
      }
      generations.add(generation);
    }
    state.set("matrix", MatrixJson.of(run.matrix()));
    state.set("alarms", JSON.valueToTree(run.alarms()));
    state.set("deadLetters", JSON.valueToTree(run.deadLetters()));
    state.set("bm25", JSON.valueToTree(run.bm25()));
    state.set("hybrid", JSON.valueToTree(run.hybrid()));
    return state;
  }

  private static List<RunSnapshot.Window> thinned(List<RunSnapshot.Window> windows) {
    Map<String, List<RunSnapshot.Window>> byTask = new LinkedHashMap<>();
    windows.forEach(
        window -> byTask.computeIfAbsent(window.task(), task -> new ArrayList<>()).add(window));
    List<RunSnapshot.Window> kept = new ArrayList<>();
    byTask.values().forEach(all -> kept.addAll(thinnedOfTask(all)));
    return kept;
  }

  /** Every so many-th, counted from the newest, which stays. */
  private static List<RunSnapshot.Window> thinnedOfTask(List<RunSnapshot.Window> all) {
    int each = (all.size() + WINDOWS - 1) / WINDOWS;
    List<RunSnapshot.Window> kept = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if ((all.size() - 1 - i) % each == 0) {
        kept.add(all.get(i));
      }
    }
    return kept;
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

  private static ObjectNode version(RunSnapshot.Version version) {
    ObjectNode node = JSON.createObjectNode();
    node.put("name", version.name());
    node.put("step", version.step());
    node.put("digest", version.digest());
    node.put("uri", version.uri());
    node.put("parent", version.parent());
    node.put("state", version.state());
    node.put("reason", version.reason());
    node.put("createdAt", version.createdAt());
    node.set("metrics", JSON.valueToTree(version.metrics()));
    version.decision().ifPresent(decision -> node.set("decision", decision(decision)));
    version.command().ifPresent(order -> node.put("command", order.name()));
    return node;
  }

  private static ObjectNode decision(ModelVersion.Decision decision) {
    ObjectNode node = JSON.createObjectNode();
    node.put("ground", decision.ground().name());
    node.put("decidedAt", decision.decidedAt());
    ObjectNode tasks = node.putObject("tasks");
    decision
        .tasks()
        .forEach(
            (task, finding) ->
                tasks
                    .putObject(task)
                    .put("outcome", finding.outcome().name())
                    .put("reason", finding.reason())
                    .set("numbers", JSON.valueToTree(finding.numbers())));
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
    node.put("reason", generation.reason());
    node.put("createdAt", generation.createdAt());
    node.putPOJO("servingSince", generation.servingSince().orElse(null));
    return node;
  }
}
