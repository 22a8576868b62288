/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.observe;

import io.freshet.connectors.records.GenerationRecord;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.evaluation.comparison.ForgettingMatrix;
import io.freshet.jobs.evaluation.gate.ProbeMatrix;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Versions with the gate's decisions, and generations with their states. Guarded by its owner. */
final class VersionLog {
  private static final String SERVING = "SERVING";

  private final Map<String, ModelVersion.Candidate> candidates = new HashMap<>();
  private final Map<String, ModelVersion.Command> commands = new HashMap<>();
  private final Map<String, Long> firstHeard = new HashMap<>();
  private final Map<String, RunSnapshot.Generation> generations = new TreeMap<>();
  private final Map<String, ModelVersion.Decision> decisions = new TreeMap<>();

  void accept(ModelVersion version) {
    String name = version.name();
    if (version instanceof ModelVersion.Candidate candidate) {
      candidates.put(name, candidate);
    } else if (version instanceof ModelVersion.Decision decision) {
      decisions.put(name, decision);
      firstHeard.putIfAbsent(name, decision.decidedAt());
    } else if (version instanceof ModelVersion.Command command) {
      commands.put(name, command);
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
            generation.reason(),
            known == null ? generation.changedAt() : known.createdAt(),
            since,
            generation.expectedMillis()));
  }

  /** Versions that a candidate or a decision told of; a command alone makes none. */
  List<RunSnapshot.Version> versions() {
    Set<String> names = new TreeSet<>(candidates.keySet());
    names.addAll(decisions.keySet());
    return names.stream()
        .map(this::version)
        .sorted(Comparator.comparingLong(RunSnapshot.Version::step))
        .toList();
  }

  private RunSnapshot.Version version(String name) {
    Optional<ModelVersion.Candidate> candidate = Optional.ofNullable(candidates.get(name));
    Optional<ModelVersion.Decision> decision = Optional.ofNullable(decisions.get(name));
    ModelVersion told = decision.<ModelVersion>map(d -> d).or(() -> candidate).orElseThrow();
    return new RunSnapshot.Version(
        name,
        told.step(),
        told.digest(),
        told.uri(),
        candidate.map(ModelVersion.Candidate::parent).orElse(""),
        decision.map(made -> made.verdict().name()).orElse("CANDIDATE"),
        decision.map(ModelVersion.Decision::reason).orElse(""),
        candidate
            .map(ModelVersion.Candidate::createdAt)
            .orElseGet(() -> firstHeard.getOrDefault(name, 0L)),
        decision
            .map(ModelVersion.Decision::metrics)
            .or(() -> candidate.map(ModelVersion.Candidate::metrics))
            .orElse(Map.of()),
        decision,
        Optional.ofNullable(commands.get(name)).map(ModelVersion.Command::order));
  }

  ForgettingMatrix matrix() {
    return ProbeMatrix.of(decisions.values());
  }

  List<RunSnapshot.Generation> generations() {
    return generations.values().stream()
        .sorted(Comparator.comparingInt(RunSnapshot.Generation::number))
        .toList();
  }

  private static String abbreviated(String digest) {
    return digest.substring(0, Math.min(8, digest.length()));
  }
}
