/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.world;

import io.freshet.connectors.records.GenerationRecord;
import io.freshet.jobs.indexing.controller.Action;
import io.freshet.jobs.indexing.controller.Outcome;
import java.util.List;

/**
 * All input and output of the enumerator. Calls block and come from one thread at a time; {@link
 * #close} may come from another one while a call is under way.
 */
public interface ControllerIo extends AutoCloseable {

  /** What was said since the last call; repeated after a restart. */
  News news() throws Exception;

  /** Performs an action. */
  Outcome perform(Action action) throws Exception;

  /** Announces states of generations. */
  void announce(List<GenerationRecord> records) throws Exception;

  @Override
  void close();
}
