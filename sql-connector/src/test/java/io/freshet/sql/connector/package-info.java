/* SPDX-License-Identifier: Apache-2.0 */
/** The jar for Flink's lib folder, run as Flink runs it. */
@NullMarked
package io.freshet.sql.connector;

import org.jspecify.annotations.NullMarked;
