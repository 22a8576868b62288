/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.index;

import io.freshet.connectors.opensearch.client.Hit;
import io.freshet.connectors.opensearch.client.SearchClient;
import java.util.List;
import java.util.Map;

/**
 * What one version makes of a collection.
 *
 * @param documents vectors by id, [dimension] each
 * @param queries vectors by id, [dimension] each
 */
record VersionSpace(Map<String, float[]> documents, Map<String, float[]> queries) {
  /**
   * The largest difference between a score of an answer and the dot product of these vectors;
   * infinite where they have no such query or document.
   */
  double deviation(String query, List<Hit> hits) {
    float[] asked = queries.getOrDefault(query, new float[0]);
    return hits.stream()
        .mapToDouble(
            hit ->
                Math.abs(
                    SearchClient.dotProduct(hit.score())
                        - dot(asked, documents.getOrDefault(hit.id(), new float[0]))))
        .max()
        .orElse(0);
  }

  private static double dot(float[] a, float[] b) {
    if (a.length != b.length) {
      return Double.POSITIVE_INFINITY;
    }
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
