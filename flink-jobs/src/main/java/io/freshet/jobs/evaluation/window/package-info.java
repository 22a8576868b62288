/* SPDX-License-Identifier: Apache-2.0 */
/** Sliding windows over the answers of a task, told apart by generation. */
@NullMarked
package io.freshet.jobs.evaluation.window;

import org.jspecify.annotations.NullMarked;
