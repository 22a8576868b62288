/* SPDX-License-Identifier: Apache-2.0 */
/** MTEB's kinds of tasks from local files, and in-context accuracy. */
@NullMarked
package io.freshet.evaluation.tasks;

import org.jspecify.annotations.NullMarked;
