/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What the training job takes around its steps: checkpoints, the sampler, several trainers; and a
 * bounded training that others measure.
 */
@NullMarked
package io.freshet.benchmarks.job;

import org.jspecify.annotations.NullMarked;
