/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.freshet.model.Precision;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.Dropout;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.device.Argument;
import io.freshet.model.device.BfloatUnits;
import io.freshet.model.device.Scopes;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.folder.Pooling;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the programs of a network are told besides its weights: the numbers of the architecture, the
 * pooling, the rates of dropout.
 */
public final class NetworkSettings {
  private final Map<String, NDArray> values = new HashMap<>();

  /**
   * An adapter beside a network's weights.
   *
   * @param places of the adapted weights among the network's tensors; down and up of each follow
   *     the other weights, in this order
   * @param scale what the product of up and down is multiplied with
   * @param dropout rate on what enters down
   */
  public record Adapter(List<Long> places, double scale, double dropout) {
    /** Copies the places. */
    public Adapter {
      places = List.copyOf(places);
    }
  }

  private NetworkSettings(
      ModelFolder folder, NDManager device, Precision precision, Dropout dropout) {
    NDManager memory = Scopes.host(device);
    Architecture architecture = folder.architecture();
    architecture.integers().forEach((key, value) -> values.put(key, memory.create((long) value)));
    architecture.reals().forEach((key, value) -> values.put(key, memory.create((double) value)));
    values.put(
        "layers",
        memory.create(architecture.layers().stream().mapToLong(Long::longValue).toArray()));
    values.put("tensors", memory.create((long) architecture.tensors().size()));
    architecture
        .lists()
        .forEach(
            (key, value) ->
                values.put(
                    key, memory.create(value.stream().mapToDouble(Double::doubleValue).toArray())));
    values.put("input_dropout", memory.create(dropout.input()));
    values.put("dropout", memory.create(dropout.hidden()));
    values.put("attention_dropout", memory.create(dropout.attention()));
    values.put("adapter_dropout", memory.create(0.0));
    values.put(
        "pooling", memory.create(folder.pooling().stream().mapToLong(Pooling::code).toArray()));
    List<Long> dense = folder.denseActivations();
    if (!dense.isEmpty()) {
      values.put("dense", memory.create(dense.stream().mapToLong(Long::longValue).toArray()));
    }
    if (precision == Precision.INT8) {
      values.put("eight_bit", memory.create(EncodingWeights.places(architecture)));
    }
    OptionalLong type = type(precision);
    if (type.isPresent()) {
      values.put("compute_type", memory.create(type.getAsLong()));
    }
    values.put("normalise", memory.create(folder.normalize()));
  }

  /** Settings under which nothing is dropped. */
  public static NetworkSettings forInference(
      ModelFolder folder, NDManager memory, Precision precision) {
    return new NetworkSettings(folder, memory, precision, Dropout.of(0));
  }

  /** The number that libtorch gives the type between products, where narrower than float32. */
  static OptionalLong type(Precision precision) {
    return switch (precision) {
      case AUTO, FLOAT32 -> OptionalLong.empty();
      case FLOAT16 -> OptionalLong.of(5);
      case BFLOAT16 -> OptionalLong.of(15);
      // With AVX512-BF16 alone, what stands between products of 8 bits takes twice as long in
      // bfloat16 in some processes, and hardly less in others.
      case INT8 ->
          BfloatUnits.here() == BfloatUnits.TILES ? OptionalLong.of(15) : OptionalLong.empty();
    };
  }

  /**
   * Settings of a network in training.
   *
   * @param precision of the network's products
   * @param dropout rate of every dropout; negative for the folder's own
   * @param recomputeLayers whether only what goes into each layer is kept for the way back
   * @throws ModelFormatException where the folder asks for what cannot be trained
   */
  public static NetworkSettings forTraining(
      ModelFolder folder,
      NDManager memory,
      Precision precision,
      double dropout,
      boolean recomputeLayers)
      throws ModelFormatException {
    if (!folder.includePrompt()) {
      throw new ModelFormatException(
          folder.path()
              + " leaves the prompt out of its pooling (include_prompt: false in the pooling's"
              + " config.json), which can be served but not trained");
    }
    NetworkSettings settings =
        new NetworkSettings(
            folder,
            memory,
            precision,
            dropout < 0 ? folder.architecture().dropout() : Dropout.of(dropout));
    settings.values.put("recompute", Scopes.host(memory).create(recomputeLayers));
    return settings;
  }

  /** The settings for one call whose pooling leaves out the first tokens of each row. */
  Argument skipping(NDManager scope, int tokens) {
    return with("skipped", Scopes.host(scope).create((long) tokens));
  }

  /** The settings for calls that measure what enters the products of 8 bits. */
  Argument measuring(NDManager scope) {
    return with("measuring", Scopes.host(scope).create(true));
  }

  private Argument with(String key, NDArray value) {
    Map<String, NDArray> told = new HashMap<>(values);
    told.put(key, value);
    return Argument.of(told);
  }

  /** The settings for calls whose weights are without the dense layers behind the pooling. */
  public Argument withoutDense() {
    Map<String, NDArray> told = new HashMap<>(values);
    told.remove("dense");
    return Argument.of(told);
  }

  /** Says that the weights are followed by those of an adapter. */
  public NetworkSettings with(Adapter adapter, NDManager device) {
    NDManager memory = Scopes.host(device);
    values.put(
        "adapted", memory.create(adapter.places().stream().mapToLong(Long::longValue).toArray()));
    values.put("adapter_scale", memory.create(adapter.scale()));
    values.put("adapter_dropout", memory.create(adapter.dropout()));
    return this;
  }

  /** The settings as the programs take them. */
  public Argument argument() {
    return Argument.of(values);
  }
}
