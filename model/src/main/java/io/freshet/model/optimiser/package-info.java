/* SPDX-License-Identifier: Apache-2.0 */
/** The optimiser: parameter groups, schedules, clipping, AdamW. */
@NullMarked
package io.freshet.model.optimiser;

import org.jspecify.annotations.NullMarked;
