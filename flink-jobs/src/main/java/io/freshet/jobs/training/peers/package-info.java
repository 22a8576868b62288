/* SPDX-License-Identifier: Apache-2.0 */
/** How the trainers of a job find each other. */
@NullMarked
package io.freshet.jobs.training.peers;

import org.jspecify.annotations.NullMarked;
