/* SPDX-License-Identifier: Apache-2.0 */
/** What hard negatives from the index gain on queries that were held out. */
@NullMarked
package io.freshet.benchmarks.negatives;

import org.jspecify.annotations.NullMarked;
