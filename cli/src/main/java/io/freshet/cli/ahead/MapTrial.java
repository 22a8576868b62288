/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.ahead;

import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.evaluation.mapping.FittedMap;
import io.freshet.evaluation.mapping.FittedMaps;
import io.freshet.evaluation.mapping.TaskGains;
import io.freshet.model.EmbeddingModel;
import io.freshet.serving.QueryVersion;
import io.freshet.serving.live.AheadVersion;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pair of generations: the map from the version that is being built to the one that serves,
 * fitted on documents that both have encoded, and tried on the probe sets. It is fitted when enough
 * of them stand in both indices, and again with half as many more where it did not help.
 */
final class MapTrial {
  private static final Logger LOG = LoggerFactory.getLogger(MapTrial.class);
  private static final long SEED = 42;

  /** Documents that are looked at: enough for vectors of 1,600 numbers. */
  private static final int SAMPLE = 2_000;

  private static final double MORE = 1.5;

  /** Share of the documents drawn that are enough without those that are relevant to a probe. */
  private static final double LEAST_SHARE = 0.5;

  private final MapTrials with;
  private final ServingGeneration serving;
  private final ServingGeneration building;
  private final SharedDocuments shared;
  private Optional<Map<String, Map<String, Double>>> former = Optional.empty();
  private Optional<AheadVersion> result = Optional.empty();
  private int tried;
  private boolean begun;

  MapTrial(MapTrials with, ServingGeneration serving, ServingGeneration building) {
    this.with = with;
    this.serving = serving;
    this.building = building;
    this.shared = new SharedDocuments(with.reader(), serving, building);
  }

  boolean isOf(ServingGeneration one, ServingGeneration other) {
    return serving.equals(one) && building.equals(other);
  }

  /** Goes on as far as it can now; empty as long as the map is not known to help. */
  Optional<AheadVersion> proceed() throws IOException {
    if (!begun) {
      begin();
    }
    if (result.isEmpty() && tried * MORE <= shared.possible()) {
      shared.readMore();
      if (shared.size() >= Math.max(needed(), tried * MORE)) {
        tryOut();
        tried = shared.size();
      }
    }
    return result;
  }

  private void begin() throws IOException {
    if (with.loader()
        .documentDigest(building.modelUri())
        .equals(with.loader().documentDigest(serving.modelUri()))) {
      LOG.info(
          "version {} encodes documents as {} does: its queries need no map",
          building.versionName(),
          serving.versionName());
      result = Optional.of(new AheadVersion(later(), Optional.empty()));
    } else {
      List<String> drawn = with.client().sample(serving.index(), SAMPLE, SEED);
      Set<String> relevant = with.probes().relevant();
      List<String> others = drawn.stream().filter(id -> !relevant.contains(id)).toList();
      // What is searched for is not fitted on, unless there is little else.
      shared.begin(others.size() < drawn.size() * LEAST_SHARE ? drawn : others);
    }
    begun = true;
  }

  private int needed() {
    return shared.size() == 0
        ? 1
        : FittedMaps.needed(shared.building().get(0).length, shared.serving().get(0).length);
  }

  private void tryOut() throws IOException {
    FittedMap best =
        FittedMaps.of(
                shared.building().toArray(new float[0][]),
                shared.serving().toArray(new float[0][]),
                SEED)
            .best();
    ProbeTrial probes = with.probes();
    if (former.isEmpty()) {
      try (EmbeddingModel model = with.loader().load(serving.modelUri(), serving.digest())) {
        former = Optional.of(probes.ask(serving, model, vector -> vector));
      }
    }
    Map<String, Map<String, Double>> mapped;
    try (EmbeddingModel model = with.loader().load(building.modelUri(), building.digest())) {
      mapped = probes.ask(serving, model, best.map()::apply);
    }
    TaskGains gains = TaskGains.of(former.get(), mapped, SEED);
    LOG.info(
        "queries of version {} in generation {}, by the {} map of {} documents: {}; {}",
        building.versionName(),
        serving.index(),
        best.kind(),
        shared.size(),
        gains.about(),
        gains.help() ? "they are used" : "they are not used");
    if (gains.help()) {
      result = Optional.of(new AheadVersion(later(), Optional.of(best.map())));
    }
  }

  private QueryVersion later() {
    return new QueryVersion(building.versionName(), building.modelUri(), building.digest());
  }
}
