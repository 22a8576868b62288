/* SPDX-License-Identifier: Apache-2.0 */
/** Encoders: token batches to embeddings. */
@NullMarked
package io.freshet.model.encoder;

import org.jspecify.annotations.NullMarked;
