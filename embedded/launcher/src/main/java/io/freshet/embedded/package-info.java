/* SPDX-License-Identifier: Apache-2.0 */
/** Servers as child processes: started, awaited and ended. */
@NullMarked
package io.freshet.embedded;

import org.jspecify.annotations.NullMarked;
