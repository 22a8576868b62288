/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Hard negatives from the generation that serves: a share of the examples is searched for beside
 * training, and what is found comes back as records of the same log.
 */
@NullMarked
package io.freshet.jobs.negatives;

import org.jspecify.annotations.NullMarked;
