/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.speed;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.freshet.benchmarks.sidebyside.Side;
import io.freshet.model.ComputeOptions;
import io.freshet.model.device.Argument;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Program;
import java.util.HashMap;
import java.util.Map;

/**
 * What the calls of a step cost by themselves: as many tensors go in and come out as in a step of a
 * BERT, the texts are brought to the device, but nothing is computed. How large a weight is does
 * not matter to a call.
 */
final class CallCost implements Side {
  /** Tensors of a BERT: five of the input, sixteen a layer. */
  private static final int TENSORS_OF_INPUT = 5;

  private static final int TENSORS_A_LAYER = 16;

  /** At least as many as a program is told besides weights and texts. */
  private static final int SETTINGS = 32;

  private final ComputeDevice device;
  private final DevicePrograms calls;
  private final TrainingShape shape;
  private final NDList weights;
  private final NDList first;
  private final NDList second;
  private final NDList steps;

  /** Calls as a step of a shape makes them. */
  CallCost(TrainingShape shape) {
    this.shape = shape;
    this.device = ComputeDevice.open(ComputeOptions.cpu(shape.threads()));
    this.calls = DevicePrograms.load(Program.CALLS, device);
    int tensors = TENSORS_OF_INPUT + TENSORS_A_LAYER * shape.size().layers();
    this.weights = scalars(device.memory(), tensors);
    this.first = scalars(device.memory(), tensors);
    this.second = scalars(device.memory(), tensors);
    this.steps = scalars(device.memory(), tensors);
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
      NDList texts = new NDList();
      for (int i = 0; i < 4; i++) {
        texts.add(
            scope.create(
                new long[shape.pairs() * shape.tokens()],
                new Shape(shape.pairs(), shape.tokens())));
      }
      Map<String, NDArray> settings = new HashMap<>();
      for (NDArray number : scalars(scope, SETTINGS)) {
        settings.put("s" + settings.size(), number);
      }
      NDList gradients =
          calls.differentiate(
              scope, "train", Argument.of(weights), Argument.of(texts), Argument.of(settings));
      calls.apply(scope, "clip", Argument.of(gradients));
      // An update has two groups, decayed and not, each a call.
      int half = weights.size() / 2;
      update(scope, gradients, 0, half);
      update(scope, gradients, half, weights.size());
    }
  }

  private void update(NDManager scope, NDList gradients, int from, int to) {
    calls.apply(
        scope,
        "update",
        part(weights, from, to),
        part(gradients, from, to),
        part(first, from, to),
        part(second, from, to),
        part(steps, from, to),
        Argument.of(scalars(scope, 5)));
  }

  private static Argument part(NDList all, int from, int to) {
    return Argument.of(new NDList(all.subList(from, to)));
  }

  private static NDList scalars(NDManager owner, int count) {
    NDList scalars = new NDList();
    for (int i = 0; i < count; i++) {
      scalars.add(owner.create(0f));
    }
    return scalars;
  }

  @Override
  public void close() {
    device.close();
  }
}
