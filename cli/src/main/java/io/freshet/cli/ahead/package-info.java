/* SPDX-License-Identifier: Apache-2.0 */
/** Queries of the version that is being built, tried on the generation that serves. */
@NullMarked
package io.freshet.cli.ahead;

import org.jspecify.annotations.NullMarked;
