/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.freshet.model.device.Argument;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Program;
import io.freshet.model.encoder.NetworkSettings;
import io.freshet.model.encoder.NetworkSettings.Adapter;
import io.freshet.model.folder.ModelFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the copies of a network that train together.
 *
 * @param adapter beside the network's weights, where there is one
 */
record Replication(ModelFolder folder, TrainerSettings settings, Optional<Adapter> adapter) {

  /** The network over weights that lie on the device. */
  NetworkCopy over(ComputeDevice device, NDList weights) throws IOException {
    NetworkSettings told =
        NetworkSettings.forTraining(
            folder,
            device.memory(),
            device.precision(),
            settings.dropout(),
            settings.recomputeLayers());
    return new NetworkCopy(
        device,
        DevicePrograms.load(Program.TRAINING, folder.architecture().program(), device),
        adapter.map(beside -> told.with(beside, device.memory())).orElse(told),
        weights);
  }

  /**
   * The pass that the settings ask for: none where there is one copy only.
   *
   * @param first the copy whose weights the others start with
   * @param trained places of the trained tensors
   * @throws io.freshet.model.device.DeviceUnavailableException where there are fewer devices
   */
  Optional<ReplicatedPass> pass(NetworkCopy first, List<Integer> trained, DevicePrograms common)
      throws IOException {
    if (settings.replicas() == 1) {
      return Optional.empty();
    }
    List<ComputeDevice> devices = new ArrayList<>();
    try {
      List<NetworkCopy> copies = new ArrayList<>(List.of(first));
      for (int i = 1; i < settings.replicas(); i++) {
        devices.add(ComputeDevice.open(settings.compute(), i));
        copies.add(over(devices.get(i - 1), copied(devices.get(i - 1), first, trained)));
      }
      return Optional.of(new ReplicatedPass(copies, common));
    } catch (IOException | RuntimeException e) {
      devices.forEach(ComputeDevice::close);
      throw e;
    }
  }

  private static NDList copied(ComputeDevice device, NetworkCopy first, List<Integer> trained) {
    NDList copies =
        DevicePrograms.load(Program.COMMON, device)
            .apply(
                device.memory(),
                "copies_beside",
                Argument.of(first.weights()),
                Argument.of(device.memory().zeros(new Shape())));
    trained.forEach(place -> copies.get(place).setRequiresGradient(true));
    return copies;
  }
}
