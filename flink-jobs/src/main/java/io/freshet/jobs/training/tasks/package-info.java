/* SPDX-License-Identifier: Apache-2.0 */
/** The tasks as they are now: those of the configuration, as control records changed them. */
@NullMarked
package io.freshet.jobs.training.tasks;

import org.jspecify.annotations.NullMarked;
