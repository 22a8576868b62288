/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.state;

import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.training.settings.ParameterSettings;
import io.freshet.model.training.settings.TrainerSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The projections that tasks have for themselves, trained always. Stateless. */
public final class Projections {
  private static final String PREFIX = "heads.";

  private Projections() {}

  /**
   * The parameters of all tasks' projections, by the names of the tasks.
   *
   * @throws IllegalArgumentException where one gives more numbers than it takes
   */
  static List<Parameter> parameters(ModelFolder folder, ParameterSettings settings) {
    List<Parameter> parameters = new ArrayList<>();
    new TreeMap<>(settings.tasks())
        .forEach(
            (task, own) -> {
              if (own.projection() > folder.fullDimension()) {
                throw new IllegalArgumentException(
                    "the projection of task %s gives %d numbers and takes %d; it must not give more than it takes"
                        .formatted(task, own.projection(), folder.fullDimension()));
              }
              if (own.projection() > 0) {
                for (TensorSpec spec : folder.projectionTensors(task, own.projection())) {
                  parameters.add(
                      new Parameter(spec, Parameter.Part.PROJECTION, Optional.of(task), true));
                }
              }
            });
    return parameters;
  }

  /**
   * What projections begin as that the folder does not have: they keep the first numbers, so that
   * training starts from what there is.
   */
  static Map<String, HostTensor> beginnings(List<Parameter> projections) {
    Map<String, HostTensor> values = new LinkedHashMap<>();
    for (Parameter parameter : projections) {
      long[] shape = parameter.spec().sizes().stream().mapToLong(Long::longValue).toArray();
      int out = Math.toIntExact(shape[0]);
      int in = shape.length == 2 ? Math.toIntExact(shape[1]) : 1;
      float[] numbers = new float[Math.multiplyExact(out, in)];
      for (int i = 0; shape.length == 2 && i < out; i++) {
        numbers[i * in + i] = 1;
      }
      values.put(parameter.name(), HostTensor.ofFloats(shape, numbers));
    }
    return values;
  }

  /** Learning-rate factors by name: of the tasks' own tensors, then the others in their order. */
  public static Map<String, Double> factors(TrainerSettings settings) {
    Map<String, Double> factors = new LinkedHashMap<>();
    settings
        .parameters()
        .tasks()
        .forEach(
            (task, own) -> {
              factors.put(PREFIX + task + ".weight", own.learningRateFactor());
              factors.put(PREFIX + task + ".bias", own.learningRateFactor());
            });
    settings.optimizer().learningRateFactors().forEach(factors::putIfAbsent);
    return factors;
  }

  /** Whether a tensor is part of a task's projection. */
  static boolean isProjection(String tensor) {
    return tensor.startsWith(PREFIX);
  }
}
