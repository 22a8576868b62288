/* SPDX-License-Identifier: Apache-2.0 */
/** Architectures: what a configuration says of a network, its tensors and its program. */
@NullMarked
package io.freshet.model.architecture;

import org.jspecify.annotations.NullMarked;
