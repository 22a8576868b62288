/* SPDX-License-Identifier: Apache-2.0 */
/** How several trainers of one model tell each other numbers: who they are, sums, agreement. */
@NullMarked
package io.freshet.model.training.exchange;

import org.jspecify.annotations.NullMarked;
