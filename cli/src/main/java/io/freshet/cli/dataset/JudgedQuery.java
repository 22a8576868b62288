/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.dataset;

import java.util.Map;

/** A held-out query with the documents that answer it. */
record JudgedQuery(String id, DemoTask task, String query, Map<String, Integer> relevant) {
  JudgedQuery {
    relevant = Map.copyOf(relevant);
  }
}
