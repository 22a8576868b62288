/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of the tasks as they are now. */
@NullMarked
package io.freshet.jobs.training.tasks;

import org.jspecify.annotations.NullMarked;
