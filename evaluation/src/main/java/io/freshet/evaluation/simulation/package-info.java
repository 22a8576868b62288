/* SPDX-License-Identifier: Apache-2.0 */
/** Versions whose true difference is known, to measure how often the comparison errs. */
@NullMarked
package io.freshet.evaluation.simulation;

import org.jspecify.annotations.NullMarked;
