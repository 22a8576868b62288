/* SPDX-License-Identifier: Apache-2.0 */
/** An architecture of a user's own. */
@NullMarked
package io.freshet.examples.architecture;

import org.jspecify.annotations.NullMarked;
