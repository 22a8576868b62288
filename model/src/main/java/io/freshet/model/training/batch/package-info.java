/* SPDX-License-Identifier: Apache-2.0 */
/** What travels to a trainer and back: rows, sub-batches, steps and what is reported of them. */
@NullMarked
package io.freshet.model.training.batch;

import org.jspecify.annotations.NullMarked;
