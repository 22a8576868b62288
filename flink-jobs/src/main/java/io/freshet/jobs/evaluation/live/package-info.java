/* SPDX-License-Identifier: Apache-2.0 */
/** Judged queries asked again in the serving generation, reported in sliding windows. */
@NullMarked
package io.freshet.jobs.evaluation.live;

import org.jspecify.annotations.NullMarked;
