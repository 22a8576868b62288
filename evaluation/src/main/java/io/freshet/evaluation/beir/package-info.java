/* SPDX-License-Identifier: Apache-2.0 */
/** Test collections in BEIR's form, searched exactly. */
@NullMarked
package io.freshet.evaluation.beir;

import org.jspecify.annotations.NullMarked;
