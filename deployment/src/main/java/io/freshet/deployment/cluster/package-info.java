/* SPDX-License-Identifier: Apache-2.0 */
/** The clusters that run jobs: one in this JVM, and any other by Flink's REST interface. */
@NullMarked
package io.freshet.deployment.cluster;

import org.jspecify.annotations.NullMarked;
