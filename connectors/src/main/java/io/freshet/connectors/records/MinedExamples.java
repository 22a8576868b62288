/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.records;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Examples that were made of others by giving them hard negatives, told by their ids: the id of the
 * example that they were made of and the version that found the negatives. The id stays where
 * headers are lost, as in a replay of dead letters or in a file.
 */
public final class MinedExamples {
  private static final String MARK = "~negatives-";
  private static final int DIGITS = 8;
  private static final Pattern MINED =
      Pattern.compile(".*" + MARK + "([0-9a-f]{8})", Pattern.DOTALL);

  private MinedExamples() {}

  /**
   * The example with hard negatives instead of its own. The same example and version always give
   * the same id.
   *
   * @param digest of the version that found them, in hexadecimal digits
   */
  public static TrainingExample of(
      TrainingExample example, List<TextItem> negatives, String digest) {
    return new TrainingExample(
        example.id() + MARK + digest.substring(0, DIGITS),
        example.task(),
        example.query(),
        example.positives(),
        negatives,
        List.of(),
        List.of(),
        example.label(),
        example.prompt(),
        example.type(),
        example.weight(),
        example.timestamp());
  }

  /** The first digits of the version that found a mined example's negatives; empty for others. */
  public static Optional<String> minedBy(TrainingExample example) {
    Matcher matcher = MINED.matcher(example.id());
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
