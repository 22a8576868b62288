/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.observe;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Questions about the generations and versions of a run. */
public final class Generations {
  private static final Set<String> BUILDING =
      Set.of("CREATED", "BACKFILLING", "CATCHING_UP", "VALIDATING");

  private Generations() {}

  /** Generations that have served, oldest first. */
  public static List<RunSnapshot.Generation> served(RunSnapshot run) {
    return run.generations().stream()
        .filter(generation -> generation.servingSince().isPresent())
        .sorted(Comparator.comparingInt(RunSnapshot.Generation::number))
        .toList();
  }

  /** Whether a generation is on its way to serve. */
  public static boolean isBuilding(RunSnapshot.Generation generation) {
    return BUILDING.contains(generation.state());
  }

  /** The index of the newest generation on its way to serve. */
  public static Optional<String> building(RunSnapshot run) {
    return run.generations().stream()
        .filter(Generations::isBuilding)
        .max(Comparator.comparingInt(RunSnapshot.Generation::number))
        .map(RunSnapshot.Generation::index);
  }

  /**
   * How long a build takes on, by its pace since it was first heard of, and before it has one by
   * the controller's estimate.
   *
   * @param now milliseconds since the epoch
   * @return empty where nobody knows, or nothing is being built
   */
  public static Optional<Duration> left(RunSnapshot.Generation generation, long now) {
    double progress = generation.progress();
    long elapsed = now - generation.createdAt();
    if (!isBuilding(generation) || progress > 1) {
      return Optional.empty();
    }
    if (progress > 0) {
      return Optional.of(Duration.ofMillis(Math.round(elapsed * (1 - progress) / progress)));
    }
    return generation.expectedMillis() == 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.max(0, generation.expectedMillis() - elapsed)));
  }

  /**
   * Whether nothing is under way: every version is decided, the newest promoted one serves, and
   * every task has a window that lies wholly in its time.
   */
  public static boolean isSettled(RunSnapshot run) {
    Optional<RunSnapshot.Version> newest =
        run.versions().stream()
            .filter(version -> version.state().equals("PROMOTED"))
            .max(Comparator.comparingLong(RunSnapshot.Version::step));
    Optional<RunSnapshot.Generation> serving = run.serving();
    if (newest.isEmpty() || serving.isEmpty()) {
      return false;
    }
    boolean undecided =
        run.versions().stream().anyMatch(version -> version.state().equals("CANDIDATE"));
    return !undecided
        && serving.get().version().equals(newest.get().name())
        && run.tasks().keySet().stream().allMatch(task -> isMeasured(run, serving.get(), task));
  }

  /** The window that says most of a task under a generation: the one with most queries. */
  public static Optional<RunSnapshot.Window> measured(
      RunSnapshot run, RunSnapshot.Generation generation, String task) {
    return run.windows().stream()
        .filter(window -> window.task().equals(task))
        .filter(window -> window.generation().equals(generation.index()))
        .filter(window -> window.queries() > 0)
        .max(
            Comparator.comparingLong(RunSnapshot.Window::queries)
                .thenComparingLong(RunSnapshot.Window::end));
  }

  private static boolean isMeasured(
      RunSnapshot run, RunSnapshot.Generation generation, String task) {
    long since = generation.servingSince().orElse(Long.MAX_VALUE);
    return run.windows().stream()
        .anyMatch(
            window ->
                window.task().equals(task)
                    && window.generation().equals(generation.index())
                    && window.queries() > 0
                    && window.start() >= since);
  }
}
