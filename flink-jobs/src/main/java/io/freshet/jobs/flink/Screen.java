/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.flink;

import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Origin;
import java.io.Serializable;
import java.util.Optional;

/** Looks at a decoded value and says why a job cannot use it. */
@FunctionalInterface
public interface Screen<T> extends Serializable {

  /** The dead letter that a value becomes, or none where it can be used. */
  Optional<DeadLetter> objection(T value, Origin origin);

  /** A screen that lets everything pass. */
  static <T> Screen<T> none() {
    return (value, origin) -> Optional.empty();
  }
}
