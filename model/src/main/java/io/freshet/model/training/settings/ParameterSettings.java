/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.settings;

import io.freshet.model.adapter.LowRankSettings;
import io.freshet.model.architecture.TensorPattern;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which tensors are trained, and what is trained beside the folder's. Frozen ones get no gradient
 * and no moments.
 *
 * @param freezeEmbeddings whether everything before the first layer stays as it is
 * @param freezeLayers how many of the first layers stay as they are
 * @param freeze patterns of the names of further tensors that stay as they are
 * @param adapter an adapter, beside which the whole network stays as it is
 * @param adapterStart a PEFT folder that the adapter starts from; its rank, scale and layers count
 * @param tasks what each task has for itself; a task that is not there has nothing
 * @param freezeDocuments whether documents are embedded as the start does it, and queries alone are
 *     trained
 * @param startShare share of the start's weights in those of versions, from 0 to below 1; training
 *     itself goes on from its own
 */
public record ParameterSettings(
    boolean freezeEmbeddings,
    int freezeLayers,
    List<TensorPattern> freeze,
    Optional<LowRankSettings> adapter,
    Optional<Path> adapterStart,
    Map<String, TaskParameters> tasks,
    boolean freezeDocuments,
    double startShare) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException on a negative number of layers, a share out of its bounds, or
   *     a projection, which documents go through too, beside frozen documents
   */
  public ParameterSettings {
    freeze = List.copyOf(freeze);
    tasks = Map.copyOf(tasks);
    if (freezeLayers < 0) {
      throw new IllegalArgumentException("the number of frozen layers must not be negative");
    }
    if (!(startShare >= 0 && startShare < 1)) {
      throw new IllegalArgumentException(
          "the share of the start must be from 0 to below 1, not " + startShare);
    }
    if (freezeDocuments) {
      tasks.forEach(
          (task, own) -> {
            if (own.projection() > 0) {
              throw new IllegalArgumentException(
                  "task %s has a projection, which changes its documents too: they cannot be frozen"
                      .formatted(task));
            }
          });
    }
  }

  /** Settings under which documents are trained as queries are. */
  public ParameterSettings(
      boolean freezeEmbeddings,
      int freezeLayers,
      List<TensorPattern> freeze,
      Optional<LowRankSettings> adapter,
      Optional<Path> adapterStart,
      Map<String, TaskParameters> tasks) {
    this(freezeEmbeddings, freezeLayers, freeze, adapter, adapterStart, tasks, false, 0);
  }

  /** The same with documents embedded as the start does it. */
  public ParameterSettings freezingDocuments() {
    return new ParameterSettings(
        freezeEmbeddings, freezeLayers, freeze, adapter, adapterStart, tasks, true, startShare);
  }

  /** The same with versions that are merged with the start. */
  public ParameterSettings mergingStart(double share) {
    return new ParameterSettings(
        freezeEmbeddings,
        freezeLayers,
        freeze,
        adapter,
        adapterStart,
        tasks,
        freezeDocuments,
        share);
  }

  /** Settings under which no task has anything for itself. */
  public ParameterSettings(
      boolean freezeEmbeddings,
      int freezeLayers,
      List<TensorPattern> freeze,
      Optional<LowRankSettings> adapter,
      Optional<Path> adapterStart) {
    this(freezeEmbeddings, freezeLayers, freeze, adapter, adapterStart, Map.of());
  }

  /** Everything is trained, and nothing beside it. */
  public static ParameterSettings everything() {
    return new ParameterSettings(false, 0, List.of(), Optional.empty(), Optional.empty());
  }
}
