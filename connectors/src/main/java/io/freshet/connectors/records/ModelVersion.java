/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.records;

import java.util.Map;

/** What stands in the topic of model versions; its key is {@code <step>-<digest8>/<kind>}. */
public sealed interface ModelVersion {

  /** Step of the optimiser. */
  long step();

  /** Hexadecimal SHA-256 over everything that changes an embedding (see the model room). */
  String digest();

  /** Name of the version, unique and ordered by step: {@code <step>-<first 8 of the digest>}. */
  default String name() {
    return step() + "-" + digest().substring(0, 8);
  }

  /**
   * A version that the trainer exported.
   *
   * @param uri the folder in the registry
   * @param parent name of the version before it, or the empty string
   * @param createdAt milliseconds since the epoch
   */
  record Candidate(
      long step,
      String digest,
      String uri,
      String parent,
      Map<String, Double> metrics,
      long createdAt)
      implements ModelVersion {
    public Candidate {
      metrics = Map.copyOf(metrics);
    }
  }

  /** What the gate said of a candidate. */
  record Decision(
      long step,
      String digest,
      String uri,
      Verdict verdict,
      String reason,
      Map<String, Double> metrics,
      long decidedAt)
      implements ModelVersion {
    public Decision {
      metrics = Map.copyOf(metrics);
    }
  }

  /** The gate's verdicts. */
  enum Verdict {
    PROMOTED,
    REJECTED,
    UNDECIDED
  }
}
