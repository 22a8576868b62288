/* SPDX-License-Identifier: Apache-2.0 */
/** The commands that feed a deployment and read what its topics tell. */
@NullMarked
package io.freshet.cli.topics;

import org.jspecify.annotations.NullMarked;
