/* SPDX-License-Identifier: Apache-2.0 */
/** The speed of metrics, windows and exact search, and how often the gate errs. */
@NullMarked
package io.freshet.benchmarks.evaluation;

import org.jspecify.annotations.NullMarked;
