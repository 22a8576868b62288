/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.adapter;

import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.architecture.TensorPattern;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.architecture.TensorSpec.Role;
import io.freshet.model.folder.HostTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/** The linear layers of a network that carry an adapter, in the network's order. Immutable. */
public final class AdaptedLayers {
  private static final String WEIGHT = ".weight";
  private static final String DOWN = ".lora_A.weight";
  private static final String UP = ".lora_B.weight";

  private final List<Long> places;
  private final List<TensorSpec> weights;

  private AdaptedLayers(List<Long> places, List<TensorSpec> weights) {
    this.places = List.copyOf(places);
    this.weights = List.copyOf(weights);
  }

  /**
   * The linear layers that patterns name.
   *
   * @throws IllegalArgumentException where a pattern names none, with the names that there are
   */
  public static AdaptedLayers choose(Architecture architecture, List<TensorPattern> patterns) {
    List<Long> places = new ArrayList<>();
    List<TensorSpec> weights = new ArrayList<>();
    TreeSet<String> endings = new TreeSet<>();
    List<TensorPattern> unused = new ArrayList<>(patterns);
    for (int i = 0; i < architecture.tensors().size(); i++) {
      TensorSpec spec = architecture.tensors().get(i);
      if (spec.role() != Role.LINEAR) {
        continue;
      }
      String layer = layer(spec);
      endings.add(layer.replaceAll("\\.\\d+\\.", ".*."));
      List<TensorPattern> matching =
          patterns.stream().filter(pattern -> pattern.matchesEnd(layer)).toList();
      unused.removeAll(matching);
      if (!matching.isEmpty()) {
        places.add((long) i);
        weights.add(spec);
      }
    }
    if (!unused.isEmpty()) {
      throw new IllegalArgumentException(
          "no linear layer is called %s; there are %s".formatted(unused, endings));
    }
    return new AdaptedLayers(places, weights);
  }

  /**
   * The linear layers of these names.
   *
   * @throws IllegalArgumentException where a name is of none, with the names that there are
   */
  public static AdaptedLayers named(Architecture architecture, List<String> layers) {
    return choose(architecture, layers.stream().map(TensorPattern::new).toList());
  }

  /**
   * Checks that an adapter has exactly these layers' tensors, in their shapes.
   *
   * @param where the adapter was read, for messages
   * @throws ModelFormatException where it has not
   */
  void check(Path where, PeftAdapter adapter) throws ModelFormatException {
    List<TensorSpec> expected = tensors(adapter.rank());
    for (TensorSpec spec : expected) {
      HostTensor tensor = adapter.tensors().get(spec.name());
      List<Long> sizes =
          tensor == null ? List.of() : Arrays.stream(tensor.shape()).boxed().toList();
      if (!sizes.equals(spec.sizes())) {
        throw new ModelFormatException(
            "%s: %s must have the shape %s, but %s"
                .formatted(
                    where,
                    spec.name(),
                    spec.sizes(),
                    tensor == null ? "is missing" : "has " + sizes));
      }
    }
    if (expected.size() != adapter.tensors().size()) {
      throw new ModelFormatException(where + ": there are ups without downs");
    }
  }

  /** Places of the adapted weights among the network's tensors. */
  public List<Long> places() {
    return places;
  }

  /** Down and up of each layer in turn: [rank, in] and [out, rank]. */
  public List<TensorSpec> tensors(int rank) {
    List<TensorSpec> tensors = new ArrayList<>();
    for (TensorSpec weight : weights) {
      long out = weight.sizes().get(0);
      long in = weight.sizes().get(1);
      tensors.add(new TensorSpec(layer(weight) + DOWN, List.of((long) rank, in), Role.LINEAR));
      tensors.add(new TensorSpec(layer(weight) + UP, List.of(out, (long) rank), Role.LINEAR));
    }
    return tensors;
  }

  /**
   * Adapters that change nothing yet: down drawn as PyTorch initialises linear layers (Kaiming
   * uniform, a = sqrt 5: within 1 / sqrt(in)), up zero. The same seed gives the same numbers.
   */
  public Map<String, HostTensor> drawn(int rank, long seed) {
    Random random = new Random(seed);
    Map<String, HostTensor> drawn = new LinkedHashMap<>();
    for (TensorSpec spec : tensors(rank)) {
      int rows = Math.toIntExact(spec.sizes().get(0));
      int columns = Math.toIntExact(spec.sizes().get(1));
      float[] values = new float[Math.multiplyExact(rows, columns)];
      if (spec.name().endsWith(DOWN)) {
        double bound = 1 / Math.sqrt(columns);
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
      }
      drawn.put(spec.name(), HostTensor.ofFloats(new long[] {rows, columns}, values));
    }
    return drawn;
  }

  /** The rank of an adapter's layers, which is the same for all. */
  public static long rank(Map<String, HostTensor> adapter) {
    return adapter.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(DOWN))
        .mapToLong(entry -> entry.getValue().shape()[0])
        .findFirst()
        .orElseThrow();
  }

  /** Whether a tensor is a down or an up. */
  public static boolean isAdapter(String tensor) {
    return tensor.endsWith(DOWN) || tensor.endsWith(UP);
  }

  /**
   * Weights into which adapters are merged: W + scale up down. Other tensors stay as they are.
   *
   * @param adapter downs and ups by name
   * @throws IllegalArgumentException where a down has no up, or they do not fit a weight
   */
  public static Map<String, HostTensor> merged(
      Map<String, HostTensor> weights, Map<String, HostTensor> adapter, double scale) {
    Map<String, HostTensor> merged = new LinkedHashMap<>(weights);
    for (Map.Entry<String, HostTensor> entry : adapter.entrySet()) {
      if (!entry.getKey().endsWith(DOWN)) {
        continue;
      }
      String layer = entry.getKey().substring(0, entry.getKey().length() - DOWN.length());
      HostTensor weight = weights.get(layer + WEIGHT);
      HostTensor up = adapter.get(layer + UP);
      if (weight == null || up == null) {
        throw new IllegalArgumentException(
            "the adapter of " + layer + " has no " + (up == null ? "up" : "weight to be added to"));
      }
      merged.put(layer + WEIGHT, LowRankSum.of(layer, weight, entry.getValue(), up, scale));
    }
    return merged;
  }

  private static String layer(TensorSpec weight) {
    return weight.name().substring(0, weight.name().length() - WEIGHT.length());
  }
}
