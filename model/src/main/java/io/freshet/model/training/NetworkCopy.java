/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.freshet.model.device.Argument;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.encoder.NetworkSettings;
import java.util.List;

/**
 * A network on one device, ready for training passes.
 *
 * @param weights all tensors, by place
 */
record NetworkCopy(
    ComputeDevice device, DevicePrograms programs, NetworkSettings settings, NDList weights) {

  /** The weights that a selection names, in the order in which programs take them. */
  NDList weights(Parameters.Selection selection) {
    return new NDList(selection.places().stream().map(weights::get).toList());
  }

  /** Makes some weights what another copy's are. */
  void follow(DevicePrograms common, NetworkCopy other, List<Integer> places) {
    try (NDManager scope = device.memory().newSubManager()) {
      common.apply(
          scope,
          "overwrite",
          Argument.of(new NDList(places.stream().map(weights::get).toList())),
          Argument.of(new NDList(places.stream().map(other.weights::get).toList())));
    }
  }
}
