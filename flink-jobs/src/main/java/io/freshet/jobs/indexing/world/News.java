/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.world;

import io.freshet.connectors.records.DesiredGeneration;
import io.freshet.jobs.indexing.controller.VersionVerdict;
import java.util.List;

/**
 * What was said of versions and wanted of generations.
 *
 * @param verdicts of the gate, oldest first
 * @param wishes of people, oldest first; of each generation the last one holds
 * @param complete whether all wishes are known that stood in their topic at the start
 */
public record News(
    List<VersionVerdict> verdicts, List<DesiredGeneration> wishes, boolean complete) {

  /** Keeps its own copies. */
  public News {
    verdicts = List.copyOf(verdicts);
    wishes = List.copyOf(wishes);
  }
}
