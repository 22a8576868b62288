/* SPDX-License-Identifier: Apache-2.0 */
/**
 * How much state, memory and index a configuration needs, computed from its numbers and the shape
 * of its model before anything runs.
 */
@NullMarked
package io.freshet.deployment.sizing;

import org.jspecify.annotations.NullMarked;
