/* SPDX-License-Identifier: Apache-2.0 */
/** Model folders on disk, in and out. */
@NullMarked
package io.freshet.model.folder;

import org.jspecify.annotations.NullMarked;
