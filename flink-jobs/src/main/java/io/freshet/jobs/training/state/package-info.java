/* SPDX-License-Identifier: Apache-2.0 */
/** How the training job's state and elements are written. */
@NullMarked
package io.freshet.jobs.training.state;

import org.jspecify.annotations.NullMarked;
