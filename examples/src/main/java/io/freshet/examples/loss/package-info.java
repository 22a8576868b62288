/* SPDX-License-Identifier: Apache-2.0 */
/** A loss of a user's own. */
@NullMarked
package io.freshet.examples.loss;

import org.jspecify.annotations.NullMarked;
