/* SPDX-License-Identifier: Apache-2.0 */
/** Which checkpoints become versions, and how versions are published. */
@NullMarked
package io.freshet.jobs.training.versions;

import org.jspecify.annotations.NullMarked;
