/* SPDX-License-Identifier: Apache-2.0 */
/** Vectors compared with each other. */
@NullMarked
package io.freshet.evaluation.vectors;

import org.jspecify.annotations.NullMarked;
