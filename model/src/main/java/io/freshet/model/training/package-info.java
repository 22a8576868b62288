/* SPDX-License-Identifier: Apache-2.0 */
/** Steps of the optimiser: batches in, weights and reports out. */
@NullMarked
package io.freshet.model.training;

import org.jspecify.annotations.NullMarked;
