/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.alarm;

import io.freshet.evaluation.drift.PageHinkley;

/**
 * A metric under watch.
 *
 * @param end of the last window that was taken in
 */
record Watched(PageHinkley test, long end) {}
