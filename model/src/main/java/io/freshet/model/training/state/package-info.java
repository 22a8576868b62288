/* SPDX-License-Identifier: Apache-2.0 */
/** What a trainer keeps: weights, moments and counters, on the device and in checkpoints. */
@NullMarked
package io.freshet.model.training.state;

import org.jspecify.annotations.NullMarked;
