/* SPDX-License-Identifier: Apache-2.0 */
/** Arrays in the memory of the process, their types, and the safetensors files that hold them. */
@NullMarked
package io.freshet.model.tensors;

import org.jspecify.annotations.NullMarked;
