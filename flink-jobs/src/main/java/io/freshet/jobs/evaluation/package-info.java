/* SPDX-License-Identifier: Apache-2.0 */
/** The evaluation job: judgments to windows, candidates to decisions. */
@NullMarked
package io.freshet.jobs.evaluation;

import org.jspecify.annotations.NullMarked;
