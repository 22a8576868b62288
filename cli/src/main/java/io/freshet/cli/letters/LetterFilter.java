/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.letters;

import io.freshet.connectors.records.DeadLetter;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Chooses among dead letters. */
public final class LetterFilter {
  @Option(
      names = "--topic",
      paramLabel = "NAME",
      description = "Only records that were read from this topic.")
  private Optional<String> topic = Optional.empty();

  @Option(
      names = "--stage",
      paramLabel = "NAME",
      description = "Only records that were being used for this, such as training.")
  private Optional<String> stage = Optional.empty();

  @Option(
      names = "--reason",
      paramLabel = "WORD",
      description = "Only records with this reason, such as unknown-task.")
  private Optional<String> reason = Optional.empty();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only letters written since, such as 2026-01-31T12:00:00Z.")
  private Optional<Instant> since = Optional.empty();

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Only letters written before, such as 2026-01-31T13:00:00Z.")
  private Optional<Instant> until = Optional.empty();

  /** Takes all. */
  public LetterFilter() {}

  /**
   * Takes letters that meet every condition that is there.
   *
   * @param topic that the record was read from
   * @param stage that it was being used for
   * @param reason why it could not be used
   */
  public static LetterFilter of(
      Optional<String> topic, Optional<String> stage, Optional<String> reason) {
    LetterFilter filter = new LetterFilter();
    filter.topic = topic;
    filter.stage = stage;
    filter.reason = reason;
    return filter;
  }

  boolean takes(Letter letter) {
    DeadLetter dead = letter.letter();
    Instant written = Instant.ofEpochMilli(letter.writtenAt());
    return topic.map(dead.origin().topic()::equals).orElse(true)
        && stage.map(dead.stage()::equals).orElse(true)
        && reason.map(dead.reason()::equals).orElse(true)
        && since.map(time -> !written.isBefore(time)).orElse(true)
        && until.map(written::isBefore).orElse(true);
  }
}
