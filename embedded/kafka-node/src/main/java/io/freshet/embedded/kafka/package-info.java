/* SPDX-License-Identifier: Apache-2.0 */
/** A Kafka broker as a process of its own. */
@NullMarked
package io.freshet.embedded.kafka;

import org.jspecify.annotations.NullMarked;
