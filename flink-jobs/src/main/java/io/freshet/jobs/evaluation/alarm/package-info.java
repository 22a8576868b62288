/* SPDX-License-Identifier: Apache-2.0 */
/** Watches over windows: alarms at a fall, and the falls that roll a version back. */
@NullMarked
package io.freshet.jobs.evaluation.alarm;

import org.jspecify.annotations.NullMarked;
