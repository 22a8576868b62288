/* SPDX-License-Identifier: Apache-2.0 */
/** What all connectors share: the names of their metrics, and digests. */
@NullMarked
package io.freshet.connectors;

import org.jspecify.annotations.NullMarked;
