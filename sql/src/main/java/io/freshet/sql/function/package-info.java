/* SPDX-License-Identifier: Apache-2.0 */
/** The function `FRESHET_EMBED` and the module that brings it. */
@NullMarked
package io.freshet.sql.function;

import org.jspecify.annotations.NullMarked;
