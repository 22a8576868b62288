/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.adapter;

import io.freshet.model.tensors.HostTensor;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A trained low-rank adapter. Immutable.
 *
 * @param dropout that it was trained with
 * @param scales what the product of up and down is multiplied with, by layer
 * @param tensors downs, ups and, of DoRA, the lengths of the rows of the sum, named {@code
 *     <layer>.lora_A.weight}, {@code <layer>.lora_B.weight} and {@code
 *     <layer>.lora_magnitude_vector} with the layers' canonical names
 * @param whole tensors of the base model that were trained whole, by canonical name
 */
public record PeftAdapter(
    double dropout,
    Map<String, Double> scales,
    Map<String, HostTensor> tensors,
    Map<String, HostTensor> whole) {

  /** Copies the maps. */
  public PeftAdapter {
    scales = Map.copyOf(scales);
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    whole = Map.copyOf(whole);
  }

  /**
   * An adapter with one scale.
   *
   * @param tensors downs and ups
   */
  public static PeftAdapter of(double scale, double dropout, Map<String, HostTensor> tensors) {
    Map<String, Double> scales = new HashMap<>();
    AdaptedLayers.layers(tensors.keySet()).forEach(layer -> scales.put(layer, scale));
    return new PeftAdapter(dropout, scales, tensors, Map.of());
  }

  /** Names of the adapted layers. */
  public List<String> layers() {
    return AdaptedLayers.layers(tensors.keySet());
  }

  /**
   * Whether it is one rank and one scale for all layers and nothing besides, as adapters are that
   * training begins with or ends in.
   */
  public boolean uniform() {
    Set<Long> ranks = new HashSet<>();
    layers().forEach(layer -> ranks.add(AdaptedLayers.rank(tensors, layer)));
    return ranks.size() == 1
        && Set.copyOf(scales.values()).size() == 1
        && tensors.size() == 2 * layers().size()
        && whole.isEmpty();
  }

  /**
   * The rank of all layers.
   *
   * @throws IllegalStateException where it is not {@link #uniform}
   */
  public int rank() {
    return Math.toIntExact(AdaptedLayers.rank(tensors, anyLayer()));
  }

  /**
   * The scale of all layers.
   *
   * @throws IllegalStateException where it is not {@link #uniform}
   */
  public double scale() {
    return scale(anyLayer());
  }

  /** The scale of a layer that is adapted. */
  double scale(String layer) {
    Double scale = scales.get(layer);
    if (scale == null) {
      throw new IllegalArgumentException("the adapter has no layer " + layer);
    }
    return scale;
  }

  private String anyLayer() {
    if (!uniform()) {
      throw new IllegalStateException("the layers of the adapter are not alike");
    }
    return layers().get(0);
  }
}
