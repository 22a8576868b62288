/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

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
 */
public record ParameterSettings(
    boolean freezeEmbeddings,
    int freezeLayers,
    List<TensorPattern> freeze,
    Optional<LowRankSettings> adapter,
    Optional<Path> adapterStart,
    Map<String, TaskParameters> tasks) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException on a negative number of layers
   */
  public ParameterSettings {
    freeze = List.copyOf(freeze);
    tasks = Map.copyOf(tasks);
    if (freezeLayers < 0) {
      throw new IllegalArgumentException("the number of frozen layers must not be negative");
    }
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
