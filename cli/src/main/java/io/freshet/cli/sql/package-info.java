/* SPDX-License-Identifier: Apache-2.0 */
/** Statements for Flink SQL, made from a configuration. */
@NullMarked
package io.freshet.cli.sql;

import org.jspecify.annotations.NullMarked;
