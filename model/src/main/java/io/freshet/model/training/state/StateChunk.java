/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.state;

import java.nio.ByteBuffer;

/**
 * A piece of a trainer's state that is small enough for a checkpoint element. Immutable: the bytes
 * are read through duplicates and never written again.
 *
 * @param index place among the chunks, from 0
 * @param count how many chunks make the state
 * @param bytes a read-only direct buffer whose remaining bytes are the content
 */
public record StateChunk(int index, int count, ByteBuffer bytes) {}
