/* SPDX-License-Identifier: Apache-2.0 */
/** Metrics for Prometheus, from one address of choice. */
@NullMarked
package io.freshet.prometheus;

import org.jspecify.annotations.NullMarked;
