/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The way through the network and back: texts to embeddings, losses and gradients, over one copy of
 * the network or several.
 */
@NullMarked
package io.freshet.model.training.pass;

import org.jspecify.annotations.NullMarked;
