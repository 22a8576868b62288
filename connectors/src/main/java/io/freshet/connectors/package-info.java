/* SPDX-License-Identifier: Apache-2.0 */
/** Digests, which all connectors share. */
@NullMarked
package io.freshet.connectors;

import org.jspecify.annotations.NullMarked;
