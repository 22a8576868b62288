/* SPDX-License-Identifier: Apache-2.0 */
/** Text files as they are found: unpacked, without a byte order mark, line by line. */
@NullMarked
package io.freshet.model.files;

import org.jspecify.annotations.NullMarked;
