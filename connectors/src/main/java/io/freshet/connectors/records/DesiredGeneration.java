/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.records;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * What a person wants of a generation's build; key {@code <index>/desired}. The last one for an
 * index holds, so it may be repeated, and it says nothing once the generation serves.
 *
 * @param index the concrete OpenSearch index
 * @param documentsPerSecond that the build reads at most, over all subtasks; 0 for no limit, empty
 *     for what the configuration says
 * @param reason why, for people
 * @param requestedAt milliseconds since the epoch
 */
public record DesiredGeneration(
    String index, Wish wish, OptionalInt documentsPerSecond, String reason, long requestedAt)
    implements GenerationMessage {

  /** What is to become of a build. */
  public enum Wish {
    /** It goes on. */
    RUN,
    /** It reads nothing until it is to go on; what was read is encoded and written. */
    PAUSE,
    /** It is given up, and its index deleted. */
    ABANDON
  }

  /** Checks the rate. */
  public DesiredGeneration {
    Objects.requireNonNull(wish);
    if (documentsPerSecond.isPresent() && documentsPerSecond.getAsInt() < 0) {
      throw new IllegalArgumentException(
          "documents a second are 0 or more, not " + documentsPerSecond.getAsInt());
    }
  }
}
