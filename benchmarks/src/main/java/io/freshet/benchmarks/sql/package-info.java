/* SPDX-License-Identifier: Apache-2.0 */
/** Flink SQL with Freshet's function, beside the encoder alone. */
@NullMarked
package io.freshet.benchmarks.sql;

import org.jspecify.annotations.NullMarked;
