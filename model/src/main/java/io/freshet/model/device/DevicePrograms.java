/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.freshet.model.loss.LossDefinitions;
import io.freshet.model.program.ProgramSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One loaded program, and the only class that calls any. Before each call it sets what libtorch
 * keeps per thread (graph executor, number of threads, grad mode), so that a call gives the same
 * bits from whichever thread it comes.
 *
 * <p>Thread-safe as far as no tensor takes part in two training calls at once.
 */
public final class DevicePrograms {
  private final PtSymbolBlock block;
  private final ComputeDevice device;

  private DevicePrograms(PtSymbolBlock block, ComputeDevice device) {
    this.block = block;
    this.device = device;
  }

  /** Loads a program that needs no architecture; it lives as long as the device's memory. */
  public static DevicePrograms load(Program program, ComputeDevice device) {
    return load(program, Optional.empty(), device);
  }

  /**
   * Loads a program over an architecture; it lives as long as the device's memory.
   *
   * @param architecture source of the architecture's program
   */
  public static DevicePrograms load(
      Program program, ProgramSource architecture, ComputeDevice device) {
    return load(program, Optional.of(architecture), device);
  }

  private static DevicePrograms load(
      Program program, Optional<ProgramSource> architecture, ComputeDevice device) {
    try (ByteArrayInputStream archive =
        new ByteArrayInputStream(
            ProgramArchive.of(
                program, architecture, () -> LossDefinitions.installed().sources()))) {
      prepareThread(device);
      return new DevicePrograms(
          JniUtils.loadModule((PtNDManager) device.memory(), archive, true, false), device);
    } catch (IOException e) {
      throw new UncheckedIOException("the device program cannot be loaded", e);
    }
  }

  /** The device that the program runs on. */
  public ComputeDevice device() {
    return device;
  }

  /** The same program, whose calls compute on the calling thread alone. */
  public DevicePrograms singleThreaded() {
    return new DevicePrograms(block, device.singleThreaded());
  }

  /**
   * Runs a program that records a graph and differentiates it.
   *
   * @return its tensors in order, lists and tuples flattened, owned by the scope
   */
  public NDList differentiate(NDManager scope, String method, Argument... arguments) {
    return forward(scope, true, method, arguments);
  }

  /**
   * Runs a program without a graph that may change its arguments in place.
   *
   * @return its tensors in order, lists and tuples flattened, owned by the scope
   */
  public NDList apply(NDManager scope, String method, Argument... arguments) {
    return forward(scope, false, method, arguments);
  }

  /**
   * Runs a program in inference mode: its results can never take part in a graph, and a program
   * that throws leaves no memory behind.
   *
   * @return its tensors in order, lists and tuples flattened, owned by the scope
   */
  public NDList infer(NDManager scope, String method, Argument... arguments) {
    List<IValue> inputs = new ArrayList<>();
    device.calls().enter();
    try {
      prepareThread(device);
      for (Argument argument : arguments) {
        inputs.add(value(argument));
      }
      try (IValue result = IValueUtils.runMethod(block, method, inputs.toArray(new IValue[0]))) {
        return result.toNDList((PtNDManager) scope);
      }
    } finally {
      inputs.forEach(IValue::close);
      device.calls().leave();
    }
  }

  private NDList forward(NDManager scope, boolean graph, String method, Argument... arguments) {
    // The manager of the first element receives the results.
    NDArray name = scope.zeros(new Shape());
    name.setName("module_method:" + method);
    NDList inputs = new NDList(name);
    for (int i = 0; i < arguments.length; i++) {
      name(inputs, arguments[i], "a" + i);
    }
    device.calls().enter();
    boolean before = JniUtils.isGradMode();
    try {
      prepareThread(device);
      JniUtils.setGradMode(graph);
      return IValueUtils.forward(block, inputs, true);
    } finally {
      JniUtils.setGradMode(before);
      name.close();
      device.calls().leave();
    }
  }

  private static void prepareThread(ComputeDevice device) {
    JniUtils.setGraphExecutorOptimize(false);
    // A thread's first question takes over what any other thread has set last, so it comes first.
    JniUtils.getNumThreads();
    JniUtils.setNumThreads(device.threads());
  }

  /** The names of the arrays tell the engine which of them belong together, and how. */
  private static void name(NDList inputs, Argument argument, String place) {
    for (int i = 0; i < argument.tensors().size(); i++) {
      NDArray tensor = argument.tensors().get(i);
      switch (argument.kind()) {
        case TENSOR -> tensor.setName(null);
        case LIST -> tensor.setName(place + "[]");
        case DICTIONARY -> tensor.setName(place + "." + argument.keys().get(i));
      }
      inputs.add(tensor);
    }
  }

  private static IValue value(Argument argument) {
    NDList tensors = argument.tensors();
    return switch (argument.kind()) {
      case TENSOR -> IValue.from((PtNDArray) tensors.get(0));
      case LIST -> IValue.listFrom(tensors.toArray(new PtNDArray[0]));
      case DICTIONARY -> {
        Map<String, PtNDArray> entries = new HashMap<>();
        for (int i = 0; i < tensors.size(); i++) {
          entries.put(argument.keys().get(i), (PtNDArray) tensors.get(i));
        }
        yield IValue.stringMapFrom(entries);
      }
    };
  }
}
