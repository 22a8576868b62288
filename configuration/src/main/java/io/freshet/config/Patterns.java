/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.Option;
import io.freshet.config.option.OptionType;
import io.freshet.model.architecture.TensorPattern;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Options that name tensors by patterns. */
final class Patterns {
  private static final String ALLOWED = "globs, or regular expressions between slashes";

  private Patterns() {}

  /** Patterns of the names of tensors. */
  static Option<List<String>> names(String key, List<String> initial, String description) {
    return Option.of(
        key, OptionType.NAMES, Optional.of(initial), Patterns::valid, ALLOWED, description);
  }

  /** Factors from 0 up by patterns of the names of tensors. */
  static Option<Map<String, Double>> factors(String key, String description) {
    return Option.of(
        key,
        OptionType.FACTORS,
        Optional.of(Map.of()),
        factors ->
            valid(factors.keySet()) && factors.values().stream().allMatch(factor -> factor >= 0),
        ALLOWED + "; factors of at least 0",
        description);
  }

  private static boolean valid(Collection<String> texts) {
    return texts.stream().allMatch(TensorPattern::isValid);
  }
}
