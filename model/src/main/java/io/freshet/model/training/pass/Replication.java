/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.freshet.model.device.Argument;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Program;
import io.freshet.model.encoder.NetworkSettings;
import io.freshet.model.encoder.NetworkSettings.Adapter;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.training.exchange.Exchange;
import io.freshet.model.training.settings.TrainerSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the copies of a network that train together.
 *
 * @param adapter beside the network's weights, where there is one
 * @param predicts whether tokens are to be predicted, besides texts embedded
 */
public record Replication(
    ModelFolder folder, TrainerSettings settings, Optional<Adapter> adapter, boolean predicts) {

  /**
   * As many copies as the settings ask for.
   *
   * @param device of the first copy
   * @param weights of the first copy, which the others start with
   * @param trained places of the trained tensors
   * @param common of that device
   * @param exchange with the trainers that share every sub-batch
   * @throws io.freshet.model.device.DeviceUnavailableException where there are fewer devices
   */
  Replicas over(
      ComputeDevice device,
      NDList weights,
      List<Integer> trained,
      DevicePrograms common,
      Exchange exchange)
      throws IOException {
    List<ComputeDevice> others = new ArrayList<>();
    try {
      List<NetworkCopy> copies = new ArrayList<>();
      copies.add(copy(device, weights));
      for (int i = 1; i < settings.replicas(); i++) {
        ComputeDevice other = ComputeDevice.open(settings.compute(), i);
        others.add(other);
        copies.add(copy(other, copied(other, weights, trained)));
      }
      return new Replicas(copies, common, exchange);
    } catch (IOException | RuntimeException e) {
      others.forEach(ComputeDevice::close);
      throw e;
    }
  }

  private NetworkCopy copy(ComputeDevice device, NDList weights) throws IOException {
    NetworkSettings told =
        NetworkSettings.forTraining(
            folder,
            device.memory(),
            device.precision(),
            settings.dropout(),
            settings.recomputeLayers());
    Map<Program, DevicePrograms> programs = new EnumMap<>(Program.class);
    for (Program program :
        predicts ? List.of(Program.TRAINING, Program.PREDICTION) : List.of(Program.TRAINING)) {
      programs.put(program, DevicePrograms.load(program, folder.architecture().program(), device));
    }
    return new NetworkCopy(
        device,
        programs,
        adapter.map(beside -> told.with(beside, device.memory())).orElse(told),
        weights);
  }

  private static NDList copied(ComputeDevice device, NDList weights, List<Integer> trained) {
    NDList copies =
        DevicePrograms.load(Program.COMMON, device)
            .apply(
                device.memory(),
                "copies_beside",
                Argument.of(weights),
                Argument.of(device.memory().zeros(new Shape())));
    trained.forEach(place -> copies.get(place).setRequiresGradient(true));
    return copies;
  }
}
