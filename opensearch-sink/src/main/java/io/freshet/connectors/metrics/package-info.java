/* SPDX-License-Identifier: Apache-2.0 */
/** How a metric is declared, and the metrics of the OpenSearch sink. */
@NullMarked
package io.freshet.connectors.metrics;

import org.jspecify.annotations.NullMarked;
