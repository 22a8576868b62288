/* SPDX-License-Identifier: Apache-2.0 */
/** The command {@code freshet} itself, which gathers all others, and the demonstration's. */
@NullMarked
package io.freshet.cli.commands;

import org.jspecify.annotations.NullMarked;
