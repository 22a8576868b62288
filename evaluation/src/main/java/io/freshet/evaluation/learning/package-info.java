/* SPDX-License-Identifier: Apache-2.0 */
/** The small learners and statistics that tasks on embeddings are scored with. */
@NullMarked
package io.freshet.evaluation.learning;

import org.jspecify.annotations.NullMarked;
