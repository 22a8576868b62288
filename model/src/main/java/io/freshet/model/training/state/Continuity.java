/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.state;

import io.freshet.model.ComputeOptions;
import io.freshet.model.Precision;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.training.settings.ParameterSettings;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a trainer goes on as what it goes on from was trained: refuses what would jump, and warns
 * of what changes results a little.
 *
 * @param header of the training state
 */
public record Continuity(StateHeader header) {
  private static final Logger LOG = LoggerFactory.getLogger(Continuity.class);

  /**
   * An adapter's product is scaled as it was.
   *
   * @param now alpha / rank, where there is an adapter
   * @throws IllegalArgumentException where it is another one than in the state
   */
  public void refuseAnotherScale(Optional<Double> now) {
    Optional<Double> then = Optional.ofNullable(header.counters().get(TrainerState.ADAPTER_SCALE));
    if (then.isPresent() && !then.equals(now)) {
      throw new IllegalArgumentException(
          "the adapter of the training state was trained with a scale (alpha / rank) of %s, and the settings say %s"
              .formatted(then.get(), now.map(Object::toString).orElse("no adapter")));
    }
  }

  /**
   * Documents are embedded as they were.
   *
   * @param now digest of what embeds frozen documents; empty where they are trained
   * @throws IllegalArgumentException where it is another one than in the state
   */
  public void refuseOtherDocuments(String now) {
    if (header.documents().equals(now)) {
      return;
    }
    if (header.documents().isEmpty()) {
      throw new IllegalArgumentException(
          "documents cannot be frozen from here on: the training state has trained them, so that the model folder does not embed them as it does; start from a version instead");
    }
    throw new IllegalArgumentException(
        now.isEmpty()
            ? "the training state was trained beside frozen documents, and the settings do not freeze them"
            : "the documents of the model folder are not those that the state was trained beside");
  }

  /**
   * A folder that keeps its documents is trained only where they are kept.
   *
   * @throws IllegalArgumentException where they would be left behind
   */
  public static void refuseLostDocuments(ModelFolder folder, ParameterSettings parameters) {
    if (folder.documentSide().isPresent() && !parameters.freezeDocuments()) {
      throw new IllegalArgumentException(
          "%s has a document side of its own, which a training of both sides would leave behind; freeze documents (training.freeze-documents), or start from %s"
              .formatted(folder.path(), folder.documentSide().get().path()));
    }
  }

  /**
   * The options with the precision that the state was trained in, where they leave it open.
   *
   * @param compute as the settings say
   */
  public ComputeOptions settle(ComputeOptions compute) {
    String then = header.fingerprint().getOrDefault("precision", "");
    if (compute.precision() != Precision.AUTO || then.isEmpty()) {
      return compute;
    }
    return compute.withPrecision(Precision.valueOf(then));
  }

  /**
   * Says what decides the last bits of results and is not as it was.
   *
   * @param fingerprint of the device now
   * @param seed of the draws from now on
   */
  public void warnOfChanges(Map<String, String> fingerprint, long seed) {
    header
        .fingerprint()
        .forEach(
            (name, then) -> {
              String now = fingerprint.getOrDefault(name, "");
              if (!now.equals(then)) {
                LOG.warn(
                    "{} was '{}' when the state was taken and is '{}' now: results may differ in their last bits",
                    name,
                    then,
                    now);
              }
            });
    if (header.seed() != seed) {
      LOG.warn("the state was trained with seed {}, from now on it is {}", header.seed(), seed);
    }
  }
}
