/* SPDX-License-Identifier: Apache-2.0 */
/** Sources of device programs, and the providers on the class path that bring their own. */
@NullMarked
package io.freshet.model.program;

import org.jspecify.annotations.NullMarked;
