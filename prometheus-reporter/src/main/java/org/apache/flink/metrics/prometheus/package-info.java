/* SPDX-License-Identifier: Apache-2.0 */
/** In Flink's package because the registry of its reporter can be reached from there alone. */
@NullMarked
package org.apache.flink.metrics.prometheus;

import org.jspecify.annotations.NullMarked;
