/* SPDX-License-Identifier: Apache-2.0 */
/** The commands that search, and that measure how well models and the serving generation search. */
@NullMarked
package io.freshet.cli.retrieval;

import org.jspecify.annotations.NullMarked;
