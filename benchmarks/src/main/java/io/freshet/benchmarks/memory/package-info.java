/* SPDX-License-Identifier: Apache-2.0 */
/** What memory a train step takes, and whether it stays flat over many. */
@NullMarked
package io.freshet.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
