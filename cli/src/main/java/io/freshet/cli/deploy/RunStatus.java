/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.cli.observe.Generations;
import io.freshet.cli.observe.RunSnapshot;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the topics tell of a deployment, for a screen and as JSON.
 *
 * @param tree gets a node of each part
 */
record RunStatus(PrintWriter out, ObjectNode tree) {

  void tell(RunSnapshot run) {
    training(run);
    versions(run);
    building(run);
    deadLetters(run);
  }

  private void training(RunSnapshot run) {
    RunSnapshot.Training training = run.training();
    out.printf(
        Locale.ROOT,
        "training: step %,d, %,d pairs, %.0f pairs/s, loss %s%n",
        training.steps(),
        training.pairs(),
        training.pairsPerSecond(),
        training.lastLoss().map(loss -> String.format(Locale.ROOT, "%.4f", loss)).orElse("-"));
    ObjectNode node =
        tree.putObject("training")
            .put("step", training.steps())
            .put("pairs", training.pairs())
            .put("pairs_per_second", training.pairsPerSecond());
    training.lastLoss().ifPresent(loss -> node.put("loss", loss));
  }

  private void versions(RunSnapshot run) {
    List<String> waiting =
        run.versions().stream()
            .filter(version -> version.state().equals("CANDIDATE"))
            .map(RunSnapshot.Version::name)
            .toList();
    out.printf(
        "versions: %d, waiting for a verdict: %s%n",
        run.versions().size(), waiting.isEmpty() ? "none" : String.join(", ", waiting));
    ObjectNode node = tree.putObject("versions").put("count", run.versions().size());
    waiting.forEach(node.putArray("waiting")::add);
  }

  private void building(RunSnapshot run) {
    ObjectNode node = tree.putObject("building");
    boolean any = false;
    for (RunSnapshot.Generation generation : run.generations()) {
      if (!Generations.isBuilding(generation)) {
        continue;
      }
      any = true;
      Optional<Duration> left = Generations.left(generation, run.now());
      out.printf(
          Locale.ROOT,
          "building: %s (version %s), %s, %.0f %%, %,d documents, %s%n",
          generation.index(),
          generation.version(),
          generation.state().toLowerCase(Locale.ROOT).replace('_', ' '),
          generation.progress() * 100,
          generation.documents(),
          left.map(time -> "about " + text(time) + " left").orElse("time left not known yet"));
      ObjectNode one =
          node.putObject(generation.index())
              .put("version", generation.version())
              .put("state", generation.state())
              .put("progress", generation.progress())
              .put("documents", generation.documents());
      left.ifPresent(time -> one.put("seconds_left", time.toSeconds()));
    }
    if (!any) {
      out.println("building: nothing");
    }
  }

  private void deadLetters(RunSnapshot run) {
    out.printf("dead letters of the last hour: %,d%n", run.deadLetters().total());
    ObjectNode node = tree.putObject("dead_letters").put("last_hour", run.deadLetters().total());
    for (RunSnapshot.DeadLetterCount count : run.deadLetters().counts()) {
      out.printf("  %s  %s  %,d%n", count.topic(), count.reason(), count.count());
      node.withObjectProperty("by_topic")
          .withObjectProperty(count.topic())
          .put(count.reason(), count.count());
    }
  }

  /** A time in the unit that suits it. */
  static String text(Duration time) {
    long seconds = Math.max(0, time.toSeconds());
    if (seconds < 120) {
      return seconds + " s";
    }
    return seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
  }
}
