/* SPDX-License-Identifier: Apache-2.0 */
/** The live page and the server that shows it. */
@NullMarked
package io.freshet.cli.page;

import org.jspecify.annotations.NullMarked;
