/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.ahead;

import io.freshet.connectors.opensearch.client.DocumentReader;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.StoredDocument;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Documents that stand in two generations alike, with the vectors that either has of them: both
 * versions encoded them, and nobody has to do it again.
 *
 * @param serving vectors in the one that serves, [documents, dimension]
 * @param building vectors in the one that is being built, [documents, dimension]
 */
record SharedDocuments(List<float[]> serving, List<float[]> building) {
  /** Vectors of a few hundred numbers each: some megabytes a call. */
  private static final int READ_AT_ONCE = 200;

  /** Keeps copies of the lists. */
  SharedDocuments {
    serving = List.copyOf(serving);
    building = List.copyOf(building);
  }

  /** Reads those of some documents that both have, without waiting for a refresh. */
  static SharedDocuments among(
      List<String> ids,
      DocumentReader reader,
      ServingGeneration serving,
      ServingGeneration building)
      throws OpenSearchFailure {
    List<float[]> old = new ArrayList<>();
    List<float[]> young = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += READ_AT_ONCE) {
      List<String> part = ids.subList(from, Math.min(ids.size(), from + READ_AT_ONCE));
      Map<String, StoredDocument> built =
          reader.read(building.index(), building.vectorField(), part);
      if (built.isEmpty()) {
        continue;
      }
      Map<String, StoredDocument> served =
          reader.read(serving.index(), serving.vectorField(), built.keySet());
      for (StoredDocument next : built.values()) {
        StoredDocument former = served.get(next.id());
        if (former != null && alike(former, next)) {
          old.add(former.vector());
          young.add(next.vector());
        }
      }
    }
    return new SharedDocuments(old, young);
  }

  /** Long documents have a vector a chunk, and versions may cut them at other places. */
  private static boolean alike(StoredDocument former, StoredDocument next) {
    return former.version() == next.version()
        && !former.deleted()
        && !next.deleted()
        && former.vectors().length == 1
        && next.vectors().length == 1;
  }

  int size() {
    return serving.size();
  }
}
