/* SPDX-License-Identifier: Apache-2.0 */
/** Two sides that take turns at the same work, block by block, and what the pairs of blocks say. */
@NullMarked
package io.freshet.benchmarks.sidebyside;

import org.jspecify.annotations.NullMarked;
