/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.observe;

import io.freshet.connectors.records.GenerationRecord;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.evaluation.comparison.ForgettingMatrix;
import io.freshet.jobs.evaluation.gate.ProbeMatrix;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Versions with the gate's decisions, and generations with their states. Guarded by its owner. */
final class VersionLog {
  private static final String SERVING = "SERVING";

  private final Map<String, RunSnapshot.Version> versions = new HashMap<>();
  private final Map<String, RunSnapshot.Generation> generations = new TreeMap<>();
  private final Map<String, ModelVersion.Decision> decisions = new TreeMap<>();

  void accept(ModelVersion version) {
    RunSnapshot.@Nullable Version known = versions.get(version.name());
    if (version instanceof ModelVersion.Candidate candidate) {
      versions.put(version.name(), created(candidate, known));
    } else if (version instanceof ModelVersion.Decision decision) {
      versions.put(version.name(), decided(decision, known));
      decisions.put(version.name(), decision);
    }
  }

  void accept(GenerationRecord generation) {
    RunSnapshot.Generation known = generations.get(generation.index());
    Optional<Long> since = known == null ? Optional.empty() : known.servingSince();
    if (since.isEmpty() && generation.state().equals(SERVING)) {
      since = Optional.of(generation.changedAt());
    }
    generations.put(
        generation.index(),
        new RunSnapshot.Generation(
            generation.index(),
            generation.number(),
            generation.versionStep() + "-" + abbreviated(generation.versionDigest()),
            generation.state(),
            generation.progress(),
            generation.documents(),
            known == null ? generation.changedAt() : known.createdAt(),
            since));
  }

  private static RunSnapshot.Version created(
      ModelVersion.Candidate candidate, RunSnapshot.@Nullable Version known) {
    return new RunSnapshot.Version(
        candidate.name(),
        candidate.step(),
        candidate.digest(),
        candidate.uri(),
        known == null ? "CANDIDATE" : known.state(),
        known == null ? "" : known.reason(),
        candidate.createdAt(),
        known == null ? candidate.metrics() : known.metrics());
  }

  private static RunSnapshot.Version decided(
      ModelVersion.Decision decision, RunSnapshot.@Nullable Version known) {
    return new RunSnapshot.Version(
        decision.name(),
        decision.step(),
        decision.digest(),
        decision.uri(),
        decision.verdict().name(),
        decision.reason(),
        known == null ? decision.decidedAt() : known.createdAt(),
        decision.metrics());
  }

  List<RunSnapshot.Version> versions() {
    return sorted(versions.values(), Comparator.comparingLong(RunSnapshot.Version::step));
  }

  ForgettingMatrix matrix() {
    return ProbeMatrix.of(decisions.values());
  }

  List<RunSnapshot.Generation> generations() {
    return sorted(generations.values(), Comparator.comparingInt(RunSnapshot.Generation::number));
  }

  private static <T> List<T> sorted(Collection<T> values, Comparator<T> order) {
    return values.stream().sorted(order).toList();
  }

  private static String abbreviated(String digest) {
    return digest.substring(0, Math.min(8, digest.length()));
  }
}
