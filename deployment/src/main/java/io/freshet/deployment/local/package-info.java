/* SPDX-License-Identifier: Apache-2.0 */
/** Broker, search node and Flink on this machine, for one command. */
@NullMarked
package io.freshet.deployment.local;

import org.jspecify.annotations.NullMarked;
