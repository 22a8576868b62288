/* SPDX-License-Identifier: Apache-2.0 */
/** The entry of the command {@code freshet}. */
@NullMarked
package io.freshet.cli;

import org.jspecify.annotations.NullMarked;
