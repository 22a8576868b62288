/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.mapping;

import java.util.List;
import java.util.Optional;

/**
 * How a new version gets on with the index of a former one, on one collection.
 *
 * @param fittedOn documents that the maps were fitted on
 * @param relevantOfThem how many of these are relevant to a judged query
 * @param former queries and documents by the former version: what is served
 * @param unmapped how the new version's vectors compare as they are; empty where they have another
 *     dimension
 * @param mapped queries by the new version through a map, documents by the former one; a map of
 *     each kind
 * @param chosen place in {@code mapped} of the kind that keeps most neighbours of documents held
 *     out
 * @param reencoded queries and documents by the new version: what a new index will serve
 */
public record DriftReport(
    int fittedOn,
    int relevantOfThem,
    SearchScore former,
    Optional<Unmapped> unmapped,
    List<MappedScore> mapped,
    int chosen,
    SearchScore reencoded) {
  /** Copies the list. */
  public DriftReport {
    mapped = List.copyOf(mapped);
  }

  /**
   * Vectors of both versions compared as they are.
   *
   * @param documentCosine mean cosine of a document's two vectors
   * @param queryCosine the same of queries
   * @param score queries by the new version, documents by the former one
   */
  public record Unmapped(double documentCosine, double queryCosine, SearchScore score, Gain gain) {}

  /** The map that would be used. */
  public MappedScore best() {
    return mapped.get(chosen);
  }
}
