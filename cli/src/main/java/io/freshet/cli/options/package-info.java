/* SPDX-License-Identifier: Apache-2.0 */
/** Options that commands share, and the two kinds of failure of a command. */
@NullMarked
package io.freshet.cli.options;

import org.jspecify.annotations.NullMarked;
