/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The serving generation for many callers at once: snapshots of index and version that requests
 * hold, a follower that loads the next version before it is shown, and one that looks for a later
 * version whose queries serve better. Everything here is thread-safe.
 */
@NullMarked
package io.freshet.serving.live;

import org.jspecify.annotations.NullMarked;
