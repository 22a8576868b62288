/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Judged queries, asked again in the serving generation in rounds, and what the answers were worth.
 */
@NullMarked
package io.freshet.jobs.evaluation.ask;

import org.jspecify.annotations.NullMarked;
