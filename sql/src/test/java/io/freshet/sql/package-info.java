/* SPDX-License-Identifier: Apache-2.0 */
/** Freshet in Flink SQL, tested by SQL. */
@NullMarked
package io.freshet.sql;

import org.jspecify.annotations.NullMarked;
