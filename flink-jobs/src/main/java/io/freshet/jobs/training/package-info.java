/* SPDX-License-Identifier: Apache-2.0 */
/** The training job: examples to steps to versions. */
@NullMarked
package io.freshet.jobs.training;

import org.jspecify.annotations.NullMarked;
