/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.flink;

import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Received;
import java.io.Serializable;
import java.util.Optional;

/** Looks at a decoded value and says why a job cannot use it. */
@FunctionalInterface
public interface Screen<T> extends Serializable {

  /** The dead letter that a value becomes, or none where it can be used. */
  Optional<DeadLetter> objection(T value, Received received);

  /** This screen, and another one for what it lets pass. */
  default Screen<T> then(Screen<T> next) {
    return (value, received) -> {
      Optional<DeadLetter> objection = objection(value, received);
      return objection.isPresent() ? objection : next.objection(value, received);
    };
  }

  /** A screen that lets everything pass. */
  static <T> Screen<T> none() {
    return (value, received) -> Optional.empty();
  }
}
