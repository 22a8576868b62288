/* SPDX-License-Identifier: Apache-2.0 */
/** The commands that deploy jobs and look after them. */
@NullMarked
package io.freshet.cli.deploy;

import org.jspecify.annotations.NullMarked;
