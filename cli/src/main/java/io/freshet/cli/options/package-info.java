/* SPDX-License-Identifier: Apache-2.0 */
/** Options that commands share, and the ways in which a command ends badly. */
@NullMarked
package io.freshet.cli.options;

import org.jspecify.annotations.NullMarked;
