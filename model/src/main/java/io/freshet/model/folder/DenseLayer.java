/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.architecture.TensorSpec.Role;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.Safetensors;
import io.freshet.model.tensors.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A dense layer behind the pooling: {@code activation(x w^T + b)}.
 *
 * @param path of the layer's files within the model folder
 * @param in width of what it takes
 * @param out width of what it gives
 * @param bias whether the folder has a bias; without one it is zero
 */
record DenseLayer(String path, int in, int out, boolean bias, Activation activation) {
  private static final String CONFIG = "config.json";
  private static final String WEIGHT = "linear.weight";
  private static final String BIAS = "linear.bias";

  /** What follows the linear map; sentence-transformers names it by PyTorch's class. */
  enum Activation {
    GELU(0, "torch.nn.modules.activation.GELU"),
    RELU(2, "torch.nn.modules.activation.ReLU"),
    SILU(3, "torch.nn.modules.activation.SiLU"),
    IDENTITY(4, "torch.nn.modules.linear.Identity"),
    TANH(5, "torch.nn.modules.activation.Tanh");

    private final long code;
    private final String type;

    Activation(long code, String type) {
      this.code = code;
      this.type = type;
    }

    /** Number by which the programs know it. */
    long code() {
      return code;
    }

    private String shortName() {
      return type.substring(type.lastIndexOf('.') + 1);
    }
  }

  /** Reads the description of a layer. */
  static DenseLayer read(Path folder, String path) throws IOException {
    Path file = folder.resolve(path).resolve(CONFIG);
    JsonNode config = JsonFiles.read(file);
    if (config.path("use_residual").asBoolean(false)) {
      throw new ModelFormatException(
          file + ": a residual dense layer (use_residual) is not supported; take a model without");
    }
    for (String key : List.of("module_input_name", "module_output_name")) {
      String name = config.path(key).asText("sentence_embedding");
      if (config.hasNonNull(key) && !name.equals("sentence_embedding")) {
        throw new ModelFormatException(
            "%s: %s '%s' is not supported; supported is sentence_embedding"
                .formatted(file, key, name));
      }
    }
    return new DenseLayer(
        path,
        width(file, config, "in_features"),
        width(file, config, "out_features"),
        config.path("bias").asBoolean(true),
        activation(file, config.path("activation_function").asText(Activation.TANH.type)));
  }

  /**
   * Reads a layer's weights, by the names of {@link #specs}; a bias that is not there is zero.
   *
   * @param index place among the dense layers
   */
  Map<String, HostTensor> weights(Path folder, int index) throws IOException {
    Path file = folder.resolve(path).resolve(WeightFiles.FILE);
    if (!Files.exists(file)) {
      throw WeightFiles.missing(folder.resolve(path));
    }
    Map<String, HostTensor> found = Safetensors.read(file);
    List<TensorSpec> specs = specs(index);
    HostTensor weight = checked(file, found, WEIGHT, specs.get(0));
    HostTensor offset =
        bias
            ? checked(file, found, BIAS, specs.get(1))
            : HostTensor.ofFloats(new long[] {out}, new float[out]);
    if (found.size() != (bias ? 2 : 1)) {
      throw new ModelFormatException(
          file
              + ": expected "
              + WEIGHT
              + (bias ? " and " + BIAS : "")
              + ", found "
              + found.keySet());
    }
    return Map.of(specs.get(0).name(), weight, specs.get(1).name(), offset);
  }

  /** The layer's tensors as the network takes them: the weight, then the bias. */
  List<TensorSpec> specs(int index) {
    String name = "dense." + index;
    return List.of(
        new TensorSpec(name + ".weight", List.of((long) out, (long) in), Role.LINEAR),
        new TensorSpec(name + ".bias", List.of((long) out), Role.BIAS));
  }

  /**
   * Writes the layer in the form that every version of sentence-transformers with safetensors
   * reads.
   */
  void write(Path target, int index, Map<String, HostTensor> weights, TensorType type)
      throws IOException {
    List<TensorSpec> specs = specs(index);
    HostTensor weight = weights.get(specs.get(0).name());
    HostTensor offset = weights.get(specs.get(1).name());
    if (weight == null || offset == null) {
      throw new ModelFormatException("the weights lack dense layer " + index);
    }
    boolean biased = bias || !zero(offset);
    ObjectNode config = JsonFiles.MAPPER.createObjectNode();
    config.put("in_features", in).put("out_features", out).put("bias", biased);
    config.put("activation_function", activation.type);
    Files.createDirectories(target);
    JsonFiles.write(target.resolve(CONFIG), config);
    Safetensors.write(
        target.resolve(WeightFiles.FILE),
        biased ? Map.of(WEIGHT, weight, BIAS, offset) : Map.of(WEIGHT, weight),
        Map.of("format", "pt"),
        type);
  }

  private static boolean zero(HostTensor tensor) {
    for (float value : tensor.toFloats()) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  private static HostTensor checked(
      Path file, Map<String, HostTensor> found, String name, TensorSpec spec)
      throws ModelFormatException {
    HostTensor tensor = found.get(name);
    if (tensor == null) {
      throw new ModelFormatException(file + ": tensor " + name + " is missing");
    }
    List<Long> sizes = Arrays.stream(tensor.shape()).boxed().toList();
    if (!sizes.equals(spec.sizes()) || !tensor.type().floating()) {
      throw new ModelFormatException(
          "%s: tensor %s is %s %s, expected floating-point numbers of shape %s"
              .formatted(file, name, tensor.type(), sizes, spec.sizes()));
    }
    return tensor;
  }

  private static int width(Path file, JsonNode config, String key) throws ModelFormatException {
    JsonNode value = config.path(key);
    if (!value.isInt() || value.asInt() < 1) {
      throw new ModelFormatException(file + ": '" + key + "' must be a positive whole number");
    }
    return value.asInt();
  }

  private static Activation activation(Path file, String name) throws ModelFormatException {
    String shortName = name.substring(name.lastIndexOf('.') + 1);
    for (Activation activation : Activation.values()) {
      if (name.startsWith("torch.") && activation.shortName().equals(shortName)) {
        return activation;
      }
    }
    throw new ModelFormatException(
        "%s: activation_function '%s' is not supported; supported are %s of torch.nn"
            .formatted(
                file,
                name,
                String.join(
                    ", ", Arrays.stream(Activation.values()).map(Activation::shortName).toList())));
  }
}
