/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.world;

import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.records.ModelVersion.Ground;
import io.freshet.connectors.records.ModelVersion.Verdict;
import io.freshet.jobs.indexing.controller.BuildVersion;
import io.freshet.jobs.indexing.controller.VersionVerdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Follows the gate's decisions from the beginning of their topic. What stood there at the start is
 * told as it ended: the last decision on each version, and of the promotions the last one only, so
 * that a restart repeats nothing that was undone since. Not thread-safe.
 */
final class Decisions implements AutoCloseable {
  private final TopicFollower<ModelVersion> versions;

  /** The last decision on each version, in the order of the log. */
  private final Map<String, Decision> last = new LinkedHashMap<>();

  /** Closes the topic in the end. */
  Decisions(TopicFollower<ModelVersion> versions) {
    this.versions = versions;
  }

  /** The verdicts since the last call, in the topic's order; none before the backlog is read. */
  List<VersionVerdict> verdicts() {
    boolean before = versions.caughtUp();
    List<Decision> news = new ArrayList<>();
    for (ModelVersion version : versions.next()) {
      if (version instanceof Decision decision) {
        last.remove(decision.name());
        last.put(decision.name(), decision);
        news.add(decision);
      }
    }
    if (before) {
      return news.stream().flatMap(decision -> verdict(decision).stream()).toList();
    }
    return versions.caughtUp() ? backlog() : List.of();
  }

  private List<VersionVerdict> backlog() {
    List<VersionVerdict> verdicts = new ArrayList<>();
    Optional<VersionVerdict> promoted = Optional.empty();
    for (Decision decision : last.values()) {
      Optional<VersionVerdict> verdict = verdict(decision);
      if (verdict.isPresent() && verdict.get() instanceof VersionVerdict.Promoted) {
        promoted = verdict;
      } else {
        verdict.ifPresent(verdicts::add);
      }
    }
    promoted.ifPresent(verdicts::add);
    return verdicts;
  }

  private static Optional<VersionVerdict> verdict(Decision decision) {
    BuildVersion version = version(decision);
    return switch (decision.verdict()) {
      case PROMOTED ->
          Optional.of(new VersionVerdict.Promoted(version, decision.ground() == Ground.COMMAND));
      case REJECTED, ROLLED_BACK -> Optional.of(new VersionVerdict.Withdrawn(version));
      case UNDECIDED -> Optional.empty();
    };
  }

  private static BuildVersion version(Decision decision) {
    return new BuildVersion(decision.step(), decision.digest(), decision.uri());
  }

  /** Why a version that was promoted once must not begin to serve now, if there is a reason. */
  Optional<String> objection(BuildVersion version) {
    Decision own = last.get(version.name());
    if (own == null) {
      return Optional.empty(); // found in OpenSearch and not in the log
    }
    if (own.verdict() != Verdict.PROMOTED) {
      return Optional.of("the version is " + own.verdict() + ": " + own.reason());
    }
    Optional<Decision> commanded =
        last.values().stream()
            .dropWhile(decision -> !decision.equals(own))
            .skip(1)
            .filter(decision -> decision.verdict() == Verdict.PROMOTED)
            .filter(decision -> decision.ground() == Ground.COMMAND)
            .findFirst();
    return commanded.map(decision -> "a person wants version " + decision.name());
  }

  /** The last decision on a version, if there was one. */
  Optional<Decision> of(BuildVersion version) {
    return Optional.ofNullable(last.get(version.name()));
  }

  @Override
  public void close() {
    versions.close();
  }
}
