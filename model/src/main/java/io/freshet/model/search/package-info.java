/* SPDX-License-Identifier: Apache-2.0 */
/** Vectors compared with many others on a device. */
@NullMarked
package io.freshet.model.search;

import org.jspecify.annotations.NullMarked;
