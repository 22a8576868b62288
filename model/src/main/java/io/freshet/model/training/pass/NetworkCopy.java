/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.freshet.model.device.Argument;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Program;
import io.freshet.model.encoder.NetworkSettings;
import io.freshet.model.training.state.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A network on one device, ready for training passes.
 *
 * @param programs over the network, on its device
 * @param weights all tensors, by place
 */
public record NetworkCopy(
    ComputeDevice device,
    Map<Program, DevicePrograms> programs,
    NetworkSettings settings,
    NDList weights) {

  public NetworkCopy {
    programs = Map.copyOf(programs);
  }

  /** The weights that a selection names, in the order in which programs take them. */
  NDList weights(Parameters.Selection selection) {
    return new NDList(selection.places().stream().map(weights::get).toList());
  }

  /** Runs a program that records a graph and differentiates it; results belong to the scope. */
  NDList differentiate(NDManager scope, Program program, String method, List<Argument> arguments) {
    return loaded(program).differentiate(scope, method, arguments.toArray(new Argument[0]));
  }

  /** Runs a program without a graph; results belong to the scope. */
  NDList apply(NDManager scope, Program program, String method, List<Argument> arguments) {
    return loaded(program).apply(scope, method, arguments.toArray(new Argument[0]));
  }

  private DevicePrograms loaded(Program program) {
    return Objects.requireNonNull(programs.get(program), () -> program + " is not loaded");
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
