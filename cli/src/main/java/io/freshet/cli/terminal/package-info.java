/* SPDX-License-Identifier: Apache-2.0 */
/** What is drawn on a terminal. */
@NullMarked
package io.freshet.cli.terminal;

import org.jspecify.annotations.NullMarked;
