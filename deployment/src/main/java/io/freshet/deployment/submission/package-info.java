/* SPDX-License-Identifier: Apache-2.0 */
/** Jobs started on a cluster from a configuration, and what is checked before. */
@NullMarked
package io.freshet.deployment.submission;

import org.jspecify.annotations.NullMarked;
