/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

/** How the learning rate moves after the warm-up. */
public enum Schedule {
  CONSTANT,
  LINEAR,
  COSINE
}
