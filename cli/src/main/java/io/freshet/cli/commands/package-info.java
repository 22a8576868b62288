/* SPDX-License-Identifier: Apache-2.0 */
/** The subcommands of {@code freshet}, one class each. */
@NullMarked
package io.freshet.cli.commands;

import org.jspecify.annotations.NullMarked;
