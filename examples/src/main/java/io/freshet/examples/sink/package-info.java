/* SPDX-License-Identifier: Apache-2.0 */
/** A Flink job that writes into OpenSearch with Freshet's sink and nothing else of Freshet. */
@NullMarked
package io.freshet.examples.sink;

import org.jspecify.annotations.NullMarked;
