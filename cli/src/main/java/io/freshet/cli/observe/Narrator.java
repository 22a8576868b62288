/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.observe;

import io.freshet.cli.terminal.Screen;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** Tells a run's news, each once, and how it stands. Used by one thread. */
public final class Narrator {
  private final Screen screen;
  private final Map<String, String> told = new HashMap<>();

  /** A narrator who tells on a screen. */
  public Narrator(Screen screen) {
    this.screen = screen;
  }

  /** Prints what is new since the last call, and the status. */
  public void tell(RunSnapshot run) {
    String clock = clock(run);
    for (RunSnapshot.Version version : run.versions()) {
      if (isNews("version " + version.name(), version.state())) {
        screen.line(
            "%s  version %s %s %s"
                .formatted(
                    clock,
                    version.name(),
                    version.state().toLowerCase(Locale.ROOT),
                    version.reason())
                .stripTrailing());
      }
    }
    for (RunSnapshot.Generation generation : run.generations()) {
      if (isNews("generation " + generation.index(), generation.state())) {
        screen.line(
            "%s  generation %s %s (%,d documents)"
                .formatted(
                    clock,
                    generation.index(),
                    generation.state().toLowerCase(Locale.ROOT).replace('_', ' '),
                    generation.documents()));
      }
    }
    screen.status(status(run, clock));
  }

  private boolean isNews(String what, String state) {
    return !state.equals(told.put(what, state));
  }

  private static String status(RunSnapshot run, String clock) {
    RunSnapshot.Training training = run.training();
    StringJoiner losses = new StringJoiner(" ").setEmptyValue("-");
    run.tasks()
        .forEach(
            (name, task) -> {
              if (!task.losses().isEmpty()) {
                losses.add(
                    String.format(
                        Locale.ROOT,
                        "%s %.2f",
                        name,
                        task.losses().get(task.losses().size() - 1).loss()));
              }
            });
    StringJoiner mrr = new StringJoiner(" ").setEmptyValue("-");
    run.windows().stream()
        .map(RunSnapshot.Window::task)
        .distinct()
        .sorted()
        .flatMap(task -> run.latestWindow(task).stream())
        .forEach(
            window -> mrr.add(String.format(Locale.ROOT, "%s %.3f", window.task(), window.mrr())));
    StringJoiner building = new StringJoiner(" ", " ", "").setEmptyValue("");
    for (RunSnapshot.Generation generation : run.generations()) {
      if (Generations.isBuilding(generation)) {
        building.add(
            String.format(
                Locale.ROOT,
                "building g%d %.0f %%",
                generation.number(),
                generation.progress() * 100));
      }
    }
    return String.format(
        Locale.ROOT,
        "%s  %.0f pairs/s, step %d | MRR %s | serving %s%s | loss %s | dead letters %d",
        clock,
        training.pairsPerSecond(),
        training.steps(),
        mrr,
        run.serving().map(g -> "g" + g.number() + " of " + g.version()).orElse("none"),
        building,
        losses,
        run.deadLetters().total());
  }

  private static String clock(RunSnapshot run) {
    long seconds = Math.max(0, (run.now() - run.startedAt()) / 1000);
    return String.format(Locale.ROOT, "%02d:%02d", seconds / 60, seconds % 60);
  }
}
