/* SPDX-License-Identifier: Apache-2.0 */
/** The platform on this machine over a user's own configuration. */
@NullMarked
package io.freshet.cli.local;

import org.jspecify.annotations.NullMarked;
