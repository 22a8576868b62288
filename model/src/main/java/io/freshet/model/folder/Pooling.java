/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How token vectors become one vector a text; in the order in which sentence-transformers puts
 * several of them side by side. Padding is left out of each.
 */
public enum Pooling {
  /** The first token. */
  CLS(0, "cls", "cls_token"),
  /** The largest value of each dimension. */
  MAX(1, "max", "max_tokens"),
  /** The mean over the tokens. */
  MEAN(2, "mean", "mean_tokens"),
  /** The sum over the tokens, divided by the root of their number. */
  MEAN_SQRT_LEN(3, "mean_sqrt_len_tokens", "mean_sqrt_len_tokens"),
  /** The mean over the tokens, weighted 1, 2, 3, .. from the first one on. */
  WEIGHTED_MEAN(4, "weightedmean", "weightedmean_tokens"),
  /** The last token. */
  LAST_TOKEN(5, "lasttoken", "lasttoken");

  private static final String PREFIX = "pooling_mode_";

  /** The flags that every version of sentence-transformers knows. */
  private static final List<Pooling> FIRST = List.of(CLS, MEAN, MAX, MEAN_SQRT_LEN);

  private final long code;
  private final String mode;
  private final String flag;

  Pooling(long code, String mode, String flag) {
    this.code = code;
    this.mode = mode;
    this.flag = PREFIX + flag;
  }

  /** Returns the number by which the programs know the pooling. */
  public long code() {
    return code;
  }

  /**
   * Reads the poolings of {@code 1_Pooling/config.json}, in the newer spelling ({@code
   * pooling_mode}, a name or several) or the older one (a flag each), where the newer one wins.
   *
   * @return in the order of the vector; the mean where none is named
   * @throws IllegalArgumentException on an unknown one
   */
  static List<Pooling> read(JsonNode config) {
    JsonNode modes = config.path("pooling_mode");
    List<Pooling> poolings = new ArrayList<>();
    if (modes.isTextual()) {
      poolings.add(named(modes.asText()));
    } else if (modes.isArray()) {
      modes.forEach(each -> poolings.add(named(each.asText())));
    } else {
      config
          .properties()
          .forEach(
              field -> {
                if (field.getKey().startsWith(PREFIX) && field.getValue().asBoolean(false)) {
                  poolings.add(flagged(field.getKey()));
                }
              });
      poolings.sort(null);
    }
    return poolings.isEmpty() ? List.of(MEAN) : List.copyOf(poolings);
  }

  /**
   * Writes poolings so that as many versions of sentence-transformers as possible read them: as
   * flags, the later ones only where they are used, since the first versions fail on what they do
   * not know; by name where the order is not that of the flags.
   */
  static void write(List<Pooling> poolings, ObjectNode config) {
    if (!poolings.equals(poolings.stream().distinct().sorted().toList())) {
      ArrayNode modes = config.putArray("pooling_mode");
      poolings.forEach(pooling -> modes.add(pooling.mode));
      return;
    }
    FIRST.forEach(pooling -> config.put(pooling.flag, poolings.contains(pooling)));
    poolings.forEach(pooling -> config.put(pooling.flag, true));
  }

  private static Pooling named(String name) {
    return Arrays.stream(values())
        .filter(pooling -> pooling.mode.equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name));
  }

  private static Pooling flagged(String flag) {
    return Arrays.stream(values())
        .filter(pooling -> pooling.flag.equals(flag))
        .findFirst()
        .orElseThrow(() -> unknown(flag));
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "pooling '%s' is not supported; supported are %s, alone or several"
            .formatted(
                name,
                String.join(", ", Arrays.stream(values()).map(pooling -> pooling.mode).toList())));
  }
}
