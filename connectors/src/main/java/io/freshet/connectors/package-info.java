/* SPDX-License-Identifier: Apache-2.0 */
/** What all connectors share: digests, and what a mistyped name may have meant. */
@NullMarked
package io.freshet.connectors;

import org.jspecify.annotations.NullMarked;
