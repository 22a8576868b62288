/* SPDX-License-Identifier: Apache-2.0 */
/** Serialisation inside Flink: codecs of immutable values, without Kryo and without copies. */
@NullMarked
package io.freshet.connectors.types;

import org.jspecify.annotations.NullMarked;
