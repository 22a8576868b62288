/* SPDX-License-Identifier: Apache-2.0 */
/** Beginning, checking and looking up configurations. */
@NullMarked
package io.freshet.cli.settings;

import org.jspecify.annotations.NullMarked;
