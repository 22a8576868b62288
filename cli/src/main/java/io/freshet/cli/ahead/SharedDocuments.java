/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.ahead;

import io.freshet.connectors.opensearch.client.DocumentReader;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.StoredDocument;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Documents of a sample that stand in two generations alike, with the vectors that either has of
 * them: both versions encoded them, and nobody has to do it again. Each is read until it was found,
 * and then kept. Not thread-safe.
 */
final class SharedDocuments {
  /** Vectors of a few hundred numbers each: some megabytes a call. */
  private static final int READ_AT_ONCE = 200;

  private final DocumentReader reader;
  private final ServingGeneration servingIndex;
  private final ServingGeneration buildingIndex;
  private final Set<String> missing = new LinkedHashSet<>();
  private final List<float[]> serving = new ArrayList<>();
  private final List<float[]> building = new ArrayList<>();

  /** None yet. */
  SharedDocuments(DocumentReader reader, ServingGeneration serving, ServingGeneration building) {
    this.reader = reader;
    this.servingIndex = serving;
    this.buildingIndex = building;
  }

  /** Sets which documents are looked for. */
  void begin(List<String> sample) {
    missing.addAll(sample);
  }

  /** Reads those that both have by now, without waiting for a refresh. */
  void readMore() throws OpenSearchFailure {
    List<String> ids = List.copyOf(missing);
    for (int from = 0; from < ids.size(); from += READ_AT_ONCE) {
      read(ids.subList(from, Math.min(ids.size(), from + READ_AT_ONCE)));
    }
  }

  private void read(List<String> ids) throws OpenSearchFailure {
    Map<String, StoredDocument> built =
        reader.read(buildingIndex.index(), buildingIndex.vectorField(), ids);
    if (built.isEmpty()) {
      return;
    }
    Map<String, StoredDocument> served =
        reader.read(servingIndex.index(), servingIndex.vectorField(), built.keySet());
    for (StoredDocument next : built.values()) {
      StoredDocument former = served.get(next.id());
      if (former != null && alike(former, next)) {
        missing.remove(next.id());
        serving.add(former.vector());
        building.add(next.vector());
      }
    }
  }

  /** Long documents have a vector a chunk, and versions may cut them at other places. */
  private static boolean alike(StoredDocument former, StoredDocument next) {
    return former.version() == next.version()
        && !former.deleted()
        && !next.deleted()
        && former.vectors().length == 1
        && next.vectors().length == 1;
  }

  /** How many were found. */
  int size() {
    return serving.size();
  }

  /** How many would be, if all of the sample were. */
  int possible() {
    return size() + missing.size();
  }

  /** Vectors in the generation that serves, [documents, dimension]. */
  List<float[]> serving() {
    return serving;
  }

  /** Vectors in the one that is being built, [documents, dimension]. */
  List<float[]> building() {
    return building;
  }
}
