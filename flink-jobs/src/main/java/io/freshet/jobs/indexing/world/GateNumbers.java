/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.world;

import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.jobs.indexing.controller.BuildVersion;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the gate measured of two versions.
 *
 * @param decisions the gate's last decision on a version
 */
record GateNumbers(Function<BuildVersion, Optional<Decision>> decisions) {

  /** A number of two versions. */
  record Both(double before, double after) {}

  /**
   * A metric of two versions; empty unless it was measured of both, and on the same probe sets:
   * numbers over other queries and documents tell nothing.
   */
  Optional<Both> of(String metric, BuildVersion before, BuildVersion after) {
    Optional<Decision> then = decisions.apply(before);
    Optional<Decision> now = decisions.apply(after);
    if (then.isEmpty() || now.isEmpty() || !then.get().probeSets().equals(now.get().probeSets())) {
      return Optional.empty();
    }
    Double first = then.get().metrics().get(metric);
    Double second = now.get().metrics().get(metric);
    return first == null || second == null
        ? Optional.empty()
        : Optional.of(new Both(first, second));
  }
}
