/* SPDX-License-Identifier: Apache-2.0 */
/** Records that could not be used: looked at, and sent again once the cause is mended. */
@NullMarked
package io.freshet.cli.letters;

import org.jspecify.annotations.NullMarked;
