/* SPDX-License-Identifier: Apache-2.0 */
/** Ranking metrics as trec_eval computes them, per query and merged. */
@NullMarked
package io.freshet.evaluation.metrics;

import org.jspecify.annotations.NullMarked;
