/* SPDX-License-Identifier: Apache-2.0 */
/** Maps from the space of one version into that of another, fitted on documents encoded by both. */
@NullMarked
package io.freshet.evaluation.mapping;

import org.jspecify.annotations.NullMarked;
