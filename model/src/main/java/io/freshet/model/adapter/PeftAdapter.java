/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.adapter;

import io.freshet.model.folder.HostTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A trained low-rank adapter. Immutable.
 *
 * @param scale what the product of up and down is multiplied with
 * @param dropout that it was trained with
 * @param tensors downs and ups, named {@code <layer>.lora_A.weight} and {@code
 *     <layer>.lora_B.weight} with the layers' canonical names
 */
public record PeftAdapter(int rank, double scale, double dropout, Map<String, HostTensor> tensors) {

  /** Copies the map. */
  public PeftAdapter {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /** Names of the adapted layers. */
  public List<String> layers() {
    return tensors.keySet().stream()
        .filter(name -> name.endsWith(".lora_A.weight"))
        .map(name -> name.substring(0, name.length() - ".lora_A.weight".length()))
        .sorted()
        .toList();
  }
}
