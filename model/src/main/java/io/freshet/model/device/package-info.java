/* SPDX-License-Identifier: Apache-2.0 */
/** The device: programs, tensors, and the one class that calls them. */
@NullMarked
package io.freshet.model.device;

import org.jspecify.annotations.NullMarked;
