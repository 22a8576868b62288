/* SPDX-License-Identifier: Apache-2.0 */
/** Candidate versions scored on frozen probe sets, and the verdict on each. */
@NullMarked
package io.freshet.jobs.evaluation.gate;

import org.jspecify.annotations.NullMarked;
