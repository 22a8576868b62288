/* SPDX-License-Identifier: Apache-2.0 */
/** The command that runs the search service. */
@NullMarked
package io.freshet.cli.serve;

import org.jspecify.annotations.NullMarked;
