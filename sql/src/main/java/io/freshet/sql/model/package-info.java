/* SPDX-License-Identifier: Apache-2.0 */
/** Models in SQL: the provider `freshet`, and the encoders that a process shares. */
@NullMarked
package io.freshet.sql.model;

import org.jspecify.annotations.NullMarked;
