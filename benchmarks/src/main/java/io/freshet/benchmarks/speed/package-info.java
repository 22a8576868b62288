/* SPDX-License-Identifier: Apache-2.0 */
/** The speed of a train step and of encoding, beside PyTorch and sentence-transformers. */
@NullMarked
package io.freshet.benchmarks.speed;

import org.jspecify.annotations.NullMarked;
