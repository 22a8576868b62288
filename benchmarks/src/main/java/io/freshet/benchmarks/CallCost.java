/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.freshet.model.ComputeOptions;
import io.freshet.model.device.Argument;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Program;
import io.freshet.model.encoder.NetworkSettings;
import io.freshet.model.encoder.WeightLoader;
import io.freshet.model.folder.ModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the calls of a step cost by themselves: the arguments of its programs go in and as many
 * results come out, but nothing is computed.
 */
final class CallCost implements Side {
  private final ComputeDevice device;
  private final DevicePrograms calls;
  private final Argument settings;
  private final NDList weights;
  private final List<NDList> state;
  private final TrainingShape shape;

  /** Calls over a model, as a step of a shape makes them. */
  CallCost(Path folder, TrainingShape shape) throws IOException {
    ModelFolder description = ModelFolder.read(folder);
    this.shape = shape;
    this.device = ComputeDevice.open(ComputeOptions.cpu(shape.threads()));
    this.calls = DevicePrograms.load(Program.CALLS, device);
    this.settings =
        NetworkSettings.forTraining(description, device.memory(), shape.dropout()).argument();
    this.weights =
        new WeightLoader(DevicePrograms.load(Program.COMMON, device))
            .load(device.memory(), description.architecture(), description.tensors());
    this.state = List.of(scalars(), scalars(), scalars());
  }

  @Override
  public Elapsed run(int units) {
    return Elapsed.of(
        () -> {
          for (int i = 0; i < units; i++) {
            step();
          }
        });
  }

  private void step() {
    try (NDManager scope = device.memory().newSubManager()) {
      NDList gradients =
          calls
              .differentiate(
                  scope,
                  "loss_and_gradients",
                  Argument.of(weights),
                  texts(scope),
                  texts(scope),
                  Argument.of(scope.create(new long[shape.pairs()])),
                  texts(scope),
                  texts(scope),
                  Argument.of(scope.create(new long[shape.pairs()])),
                  Argument.of(
                      Map.of(
                          "excluded",
                          scope.create(
                              new boolean[shape.pairs() * shape.pairs()],
                              new Shape(shape.pairs(), shape.pairs())),
                          "label",
                          scope.create(new double[shape.pairs()]),
                          "weight",
                          scope.create(new double[shape.pairs()]))),
                  settings,
                  Argument.of(
                      Map.of(
                          "loss", scope.create(0L),
                          "temperature", scope.create(0.0),
                          "weight", scope.create(0.0),
                          "query_seed", scope.create(0L),
                          "document_seed", scope.create(0L))))
              .subNDList(2);
      calls.apply(scope, "clip", Argument.of(gradients), Argument.of(scope.create(0.0)));
      int half = weights.size() / 2;
      update(scope, gradients, 0, half);
      update(scope, gradients, half, weights.size());
    }
  }

  /** An update has two groups, each a call. */
  private void update(NDManager scope, NDList gradients, int from, int to) {
    NDList rates = new NDList();
    for (int i = 0; i < 4; i++) {
      rates.add(scope.create(0.0));
    }
    calls.apply(
        scope,
        "update",
        Argument.of(part(weights, from, to)),
        Argument.of(part(gradients, from, to)),
        Argument.of(part(state.get(0), from, to)),
        Argument.of(part(state.get(1), from, to)),
        Argument.of(part(state.get(2), from, to)),
        Argument.of(rates),
        Argument.of(scope.create(0.0)));
  }

  private static NDList part(NDList all, int from, int to) {
    return new NDList(all.subList(from, to));
  }

  /** One small tensor a weight: what is in it does not matter to a call. */
  private NDList scalars() {
    NDList scalars = new NDList();
    for (int i = 0; i < weights.size(); i++) {
      scalars.add(device.memory().zeros(new Shape()));
    }
    return scalars;
  }

  private Argument texts(NDManager scope) {
    NDArray ids =
        scope.create(
            new long[shape.pairs() * shape.tokens()], new Shape(shape.pairs(), shape.tokens()));
    return Argument.of(new NDList(ids));
  }

  @Override
  public void close() {
    device.close();
  }
}
