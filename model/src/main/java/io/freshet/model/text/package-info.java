/* SPDX-License-Identifier: Apache-2.0 */
/** From texts to token batches. */
@NullMarked
package io.freshet.model.text;

import org.jspecify.annotations.NullMarked;
