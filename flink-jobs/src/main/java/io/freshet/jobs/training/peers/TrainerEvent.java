/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.peers;

import java.util.List;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;

/** What trainers and their coordinator tell each other. */
public sealed interface TrainerEvent extends OperatorEvent {

  /** A trainer listens at an address. */
  record Here(String host, int port) implements TrainerEvent {
    private static final long serialVersionUID = 1L;
  }

  /**
   * All trainers listen.
   *
   * @param token of these attempts of them
   * @param trainers by place
   */
  record Roster(String token, List<Here> trainers) implements TrainerEvent {
    private static final long serialVersionUID = 1L;

    public Roster {
      trainers = List.copyOf(trainers);
    }

    /** Without the token, which is nobody else's business. */
    @Override
    public String toString() {
      return "Roster" + trainers;
    }
  }
}
