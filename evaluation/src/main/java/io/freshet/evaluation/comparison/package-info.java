/* SPDX-License-Identifier: Apache-2.0 */
/** Comparison of two versions on the same queries. */
@NullMarked
package io.freshet.evaluation.comparison;

import org.jspecify.annotations.NullMarked;
