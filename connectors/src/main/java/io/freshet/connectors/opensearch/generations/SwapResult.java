/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

import java.util.List;

/** How a compare-and-swap of the alias ended. */
public sealed interface SwapResult {

  /** The alias points to the new index alone, by this call or by an earlier one like it. */
  record Swapped(String index) implements SwapResult {}

  /**
   * The alias did not point where it was expected to; nothing was changed.
   *
   * @param actual the indices it points to, empty for none
   */
  record Conflict(List<String> actual) implements SwapResult {
    public Conflict {
      actual = List.copyOf(actual);
    }
  }

  /** The new index does not exist; nothing was changed. */
  record NoIndex(String index) implements SwapResult {}
}
