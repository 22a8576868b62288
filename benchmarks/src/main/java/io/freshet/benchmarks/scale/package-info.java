/* SPDX-License-Identifier: Apache-2.0 */
/** What grows with the number of documents and partitions, simulated without a cluster. */
@NullMarked
package io.freshet.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
