/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.dataset;

import io.freshet.cli.mining.MinedMethod;

/**
 * A document of the demonstration.
 *
 * @param kind {@code method}, {@code description} or {@code sentence}
 */
record DemoDocument(String id, String title, String text, String kind, String packageName) {

  /** A method: its code under its name. */
  static DemoDocument of(MinedMethod method) {
    return new DemoDocument(
        method.id(), method.title(), method.code(), "method", method.packageName());
  }

  /** What a model is to see of it: the title and the text, as BEIR joins them. */
  String embedded() {
    return title.isEmpty() ? text : title + " " + text;
  }
}
