/* SPDX-License-Identifier: Apache-2.0 */
/** What makes the building of an index faster, and its vectors smaller, on a real node. */
@NullMarked
package io.freshet.benchmarks.index;

import org.jspecify.annotations.NullMarked;
