/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is trained, and how fast.
 *
 * @param learningRateFactors by pattern of a tensor's name, in order; the first that matches counts
 * @param freezeEmbeddings whether everything before the first layer stays as it is
 * @param freezeLayers how many of the first layers stay as they are
 * @param freeze patterns of the names of further tensors that stay as they are
 * @param freezeDocuments whether documents are embedded as the start does it, and queries alone are
 *     trained
 * @param startShare share of the start's weights in those of versions
 * @param adapterRank rank of the adapters that alone are trained; 0 for none
 * @param adapterAlpha what adapters are multiplied with, times the rank
 * @param adapterLayers patterns of the names of adapted layers
 * @param adapterStart a PEFT folder that the adapter starts from, or the empty string
 */
public record ParametersConfig(
    Map<String, Double> learningRateFactors,
    boolean freezeEmbeddings,
    int freezeLayers,
    List<String> freeze,
    boolean freezeDocuments,
    double startShare,
    int adapterRank,
    double adapterAlpha,
    double adapterDropout,
    List<String> adapterLayers,
    String adapterStart)
    implements Serializable {

  /** Copies the collections. */
  public ParametersConfig {
    learningRateFactors = Collections.unmodifiableMap(new LinkedHashMap<>(learningRateFactors));
    freeze = List.copyOf(freeze);
    adapterLayers = List.copyOf(adapterLayers);
  }

  /** Whether an adapter is trained instead of the network. */
  public boolean adapted() {
    return adapterRank > 0 || !adapterStart.isEmpty();
  }

  /** Whether a part of the network is to stay as it is. */
  boolean frozen() {
    return freezeEmbeddings || freezeLayers > 0 || !freeze.isEmpty();
  }
}
