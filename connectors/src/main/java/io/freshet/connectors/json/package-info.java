/* SPDX-License-Identifier: Apache-2.0 */
/** JSON to records and back. Decoders answer every input and never throw. */
@NullMarked
package io.freshet.connectors.json;

import org.jspecify.annotations.NullMarked;
