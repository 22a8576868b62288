/* SPDX-License-Identifier: Apache-2.0 */
/** Embedding models as their users see them: loading, embedding, how to compute. */
@NullMarked
package io.freshet.model;

import org.jspecify.annotations.NullMarked;
