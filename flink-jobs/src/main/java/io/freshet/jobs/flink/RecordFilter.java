/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.flink;

import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Received;
import java.io.Serializable;
import java.util.Optional;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.runtime.state.FunctionInitializationContext;

/** Checks whether a job can use a decoded value, and says why not. Used by one task. */
@FunctionalInterface
public interface RecordFilter<T> extends Serializable {

  /** The dead letter that a value becomes, or none where it can be used. */
  Optional<DeadLetter> objection(T value, Received received);

  /**
   * Called in the task before the first value, for filters that read files or keep state.
   *
   * @param state of the operator that filters
   * @throws Exception fails the task
   */
  default void open(FunctionInitializationContext state, RuntimeContext task) throws Exception {}

  /** This filter, and another one for what it lets pass. */
  default RecordFilter<T> then(RecordFilter<T> next) {
    return new Both<>(this, next);
  }

  /** A filter that lets everything pass. */
  static <T> RecordFilter<T> none() {
    return (value, received) -> Optional.empty();
  }

  /** One filter after the other. */
  record Both<T>(RecordFilter<T> first, RecordFilter<T> second) implements RecordFilter<T> {
    @Override
    public Optional<DeadLetter> objection(T value, Received received) {
      Optional<DeadLetter> objection = first.objection(value, received);
      return objection.isPresent() ? objection : second.objection(value, received);
    }

    @Override
    public void open(FunctionInitializationContext state, RuntimeContext task) throws Exception {
      first.open(state, task);
      second.open(state, task);
    }
  }
}
