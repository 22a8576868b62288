/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.window;

import io.freshet.jobs.evaluation.ask.GenerationSums;

/**
 * What windows of a generation are compared with.
 *
 * @param before the last window of the generation before, or the first one of this generation
 * @param latest the latest window of this generation
 */
record Reference(GenerationSums before, GenerationSums latest) {
  /** The first window of all. */
  static Reference first(GenerationSums window) {
    return new Reference(window, window);
  }

  /**
   * After one more window. Of two generations in one window only the one that answered last serves;
   * what the other says is left from before and changes nothing.
   *
   * @param answeredLast whether the window holds no later answers of another generation
   */
  Reference after(GenerationSums window, boolean answeredLast) {
    if (window.generation().equals(latest.generation())) {
      return new Reference(before, window);
    }
    return answeredLast ? new Reference(latest, window) : this;
  }
}
