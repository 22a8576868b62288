/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Received;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.jobs.flink.Screen;
import io.freshet.jobs.probes.HeldOutQueries;
import java.util.Optional;
import java.util.Set;

/**
 * Diverts examples that would train on a query of a probe set. The queries travel with the job, so
 * that a restart diverts the same examples.
 */
record HeldOut(HeldOutQueries queries) implements Screen<TrainingMessage> {
  /** The reason of such dead letters. */
  static final String REASON = "held-out";

  /** The probe sets of a directory; nothing is held out where it is blank. */
  static HeldOut of(String probePath) {
    return new HeldOut(probePath.isBlank() ? HeldOutQueries.none() : HeldOutQueries.of(probePath));
  }

  @Override
  public Optional<DeadLetter> objection(TrainingMessage message, Received received) {
    if (!(message instanceof TrainingExample example)) {
      return Optional.empty();
    }
    Set<HeldOutQueries.Query> leaks = queries.leaks(example);
    if (leaks.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        received.letter(
            "training",
            REASON,
            "example %s of %s holds judged queries of the probe sets: %s"
                .formatted(example.id(), example.task(), leaks)));
  }
}
