/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.adapter;

import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.architecture.TensorPattern;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.architecture.TensorSpec.Role;
import io.freshet.model.tensors.HostTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;

/** The linear layers of a network that carry an adapter, in the network's order. Immutable. */
public final class AdaptedLayers {
  private static final String WEIGHT = ".weight";
  private static final String DOWN = ".lora_A.weight";
  private static final String UP = ".lora_B.weight";
  private static final String LENGTH = ".lora_magnitude_vector";

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
   * Checks that an adapter has exactly these layers' tensors, in the shapes that its settings say.
   *
   * @param where the adapter was read, for messages
   * @throws ModelFormatException where it has not
   */
  void check(Path where, PeftAdapter adapter, PeftSettings settings) throws ModelFormatException {
    int expected = 0;
    for (TensorSpec weight : weights) {
      List<TensorSpec> specs = new ArrayList<>(tensors(weight, settings.rank(layer(weight))));
      if (settings.lengths()) {
        List<Long> rows = List.of(weight.sizes().get(0));
        specs.add(new TensorSpec(layer(weight) + LENGTH, rows, Role.NORM));
      }
      for (TensorSpec spec : specs) {
        check(where, adapter, spec);
      }
      expected += specs.size();
    }
    if (expected != adapter.tensors().size()) {
      throw new ModelFormatException(where + ": there are ups without downs");
    }
  }

  private static void check(Path where, PeftAdapter adapter, TensorSpec spec)
      throws ModelFormatException {
    HostTensor tensor = adapter.tensors().get(spec.name());
    List<Long> sizes = tensor == null ? List.of() : Arrays.stream(tensor.shape()).boxed().toList();
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

  /** Places of the adapted weights among the network's tensors. */
  public List<Long> places() {
    return places;
  }

  /** Down and up of each layer in turn: [rank, in] and [out, rank]. */
  public List<TensorSpec> tensors(int rank) {
    return weights.stream().flatMap(weight -> tensors(weight, rank).stream()).toList();
  }

  private static List<TensorSpec> tensors(TensorSpec weight, long rank) {
    long out = weight.sizes().get(0);
    long in = weight.sizes().get(1);
    return List.of(
        new TensorSpec(layer(weight) + DOWN, List.of(rank, in), Role.LINEAR),
        new TensorSpec(layer(weight) + UP, List.of(out, rank), Role.LINEAR));
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

  /** The layers that have a down among tensors of these names. */
  static List<String> layers(Collection<String> names) {
    return names.stream()
        .filter(name -> name.endsWith(DOWN))
        .map(name -> name.substring(0, name.length() - DOWN.length()))
        .sorted()
        .toList();
  }

  /** The rank of a layer that has a down among these tensors. */
  static long rank(Map<String, HostTensor> adapter, String layer) {
    return Objects.requireNonNull(adapter.get(layer + DOWN), layer).shape()[0];
  }

  /** Whether a tensor is a down or an up. */
  public static boolean isAdapter(String tensor) {
    return tensor.endsWith(DOWN) || tensor.endsWith(UP);
  }

  /** Whether a tensor holds the lengths of a layer's rows. */
  static boolean isLength(String tensor) {
    return tensor.endsWith(LENGTH);
  }

  /**
   * Weights into which an adapter is merged: W + scale up down, its rows brought to their lengths
   * where the adapter has them, and the tensors that it holds whole where there are any. Other
   * tensors stay as they are.
   *
   * @throws IllegalArgumentException where a down has no up, or they do not fit a weight
   */
  public static Map<String, HostTensor> merged(
      Map<String, HostTensor> weights, PeftAdapter adapter) {
    Map<String, HostTensor> merged = new LinkedHashMap<>(weights);
    merged.replaceAll((name, tensor) -> adapter.whole().getOrDefault(name, tensor));
    for (String layer : adapter.layers()) {
      HostTensor weight = merged.get(layer + WEIGHT);
      HostTensor up = adapter.tensors().get(layer + UP);
      if (weight == null || up == null) {
        throw new IllegalArgumentException(
            "the adapter of " + layer + " has no " + (up == null ? "up" : "weight to be added to"));
      }
      HostTensor down = Objects.requireNonNull(adapter.tensors().get(layer + DOWN));
      HostTensor sum = LowRankSum.of(layer, weight, down, up, adapter.scale(layer));
      HostTensor lengths = adapter.tensors().get(layer + LENGTH);
      merged.put(layer + WEIGHT, lengths == null ? sum : LowRankSum.lengthened(sum, lengths));
    }
    return merged;
  }

  private static String layer(TensorSpec weight) {
    return weight.name().substring(0, weight.name().length() - WEIGHT.length());
  }
}
