/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.index;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** How an index is filled, beyond what the job's own settings say. */
enum BuildWay {
  /** Refreshed every second, in requests of 500 documents. */
  PLAIN("refresh 1 s", false, 500, false),
  /** Refreshed once, at the end. */
  UNREFRESHED("refresh off", true, 500, false),
  /** In larger requests. */
  LARGE_BULKS("refresh off, 2,000 documents a request", true, 2_000, false),
  /** The log of operations is not forced to disk by each request. */
  ASYNC_LOG("refresh off, translog `async`", true, 500, false),
  /** What should put the graph off; the engine decides whether it does. */
  THRESHOLD("refresh off, `approximate_threshold: -1`", true, 500, false),
  /** Small segments are left alone until the end. */
  UNMERGED("refresh off, 50 segments a tier", true, 500, false),
  /** A graph with half the candidates. */
  SMALLER_GRAPH("refresh off, `hnsw-ef-construction: 50`", true, 500, false),
  /** One segment in the end. */
  PLAIN_MERGED("refresh 1 s, then one segment", false, 500, true),
  /** One segment in the end, and one graph of it. */
  MERGED("refresh off, then one segment", true, 500, true);

  private static final int FEWER_CANDIDATES = 50;

  private final String shown;
  private final boolean refreshOff;
  private final int bulk;
  private final boolean merged;

  BuildWay(String shown, boolean refreshOff, int bulk, boolean merged) {
    this.shown = shown;
    this.refreshOff = refreshOff;
    this.bulk = bulk;
    this.merged = merged;
  }

  String shown() {
    return shown;
  }

  /** Documents of a request. */
  int bulk() {
    return bulk;
  }

  /** Whether all becomes one segment in the end. */
  boolean merged() {
    return merged;
  }

  void settings(ObjectNode index) {
    index.put("refresh_interval", refreshOff ? "-1" : "1s");
    switch (this) {
      case ASYNC_LOG -> index.put("translog.durability", "async");
      case THRESHOLD -> index.put("knn.advanced.approximate_threshold", -1);
      case UNMERGED -> index.put("merge.policy.segments_per_tier", 50);
      case PLAIN, UNREFRESHED, LARGE_BULKS, SMALLER_GRAPH, PLAIN_MERGED, MERGED -> {}
    }
  }

  void field(ObjectNode field) {
    if (this == SMALLER_GRAPH) {
      ((ObjectNode) field.path("method").path("parameters"))
          .put("ef_construction", FEWER_CANDIDATES);
    }
  }
}
