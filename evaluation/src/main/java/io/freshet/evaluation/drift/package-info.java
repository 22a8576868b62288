/* SPDX-License-Identifier: Apache-2.0 */
/** Detectors of falls in a sequence of measurements. */
@NullMarked
package io.freshet.evaluation.drift;

import org.jspecify.annotations.NullMarked;
