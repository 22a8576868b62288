/* SPDX-License-Identifier: Apache-2.0 */
/** The records that travel through Kafka, as plain data. */
@NullMarked
package io.freshet.connectors.records;

import org.jspecify.annotations.NullMarked;
