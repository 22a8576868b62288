/* SPDX-License-Identifier: Apache-2.0 */
/** What a training is told: the optimiser, the parameters, each task. */
@NullMarked
package io.freshet.model.training.settings;

import org.jspecify.annotations.NullMarked;
