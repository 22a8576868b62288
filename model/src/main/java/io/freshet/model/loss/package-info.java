/* SPDX-License-Identifier: Apache-2.0 */
/** Losses: which candidates count, and what a sub-batch is trained towards. */
@NullMarked
package io.freshet.model.loss;

import org.jspecify.annotations.NullMarked;
