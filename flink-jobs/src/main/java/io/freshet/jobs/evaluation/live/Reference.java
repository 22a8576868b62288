/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.live;

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
   * After one more window; what the generation before still says at a roll-over changes nothing.
   */
  Reference after(GenerationSums window) {
    if (window.generation().equals(latest.generation())) {
      return new Reference(before, window);
    }
    return window.generation().equals(before.generation()) ? this : new Reference(latest, window);
  }
}
