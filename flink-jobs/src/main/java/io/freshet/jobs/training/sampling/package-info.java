/* SPDX-License-Identifier: Apache-2.0 */
/** Deals whole steps from buffers of examples: logic alone, with neither Flink nor a clock. */
@NullMarked
package io.freshet.jobs.training.sampling;

import org.jspecify.annotations.NullMarked;
