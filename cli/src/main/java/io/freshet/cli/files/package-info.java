/* SPDX-License-Identifier: Apache-2.0 */
/** Places on the disk. */
@NullMarked
package io.freshet.cli.files;

import org.jspecify.annotations.NullMarked;
