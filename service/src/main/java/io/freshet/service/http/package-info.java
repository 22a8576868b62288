/* SPDX-License-Identifier: Apache-2.0 */
/** The HTTP server of the house: routes, tokens, limits and refusals, whatever is served. */
@NullMarked
package io.freshet.service.http;

import org.jspecify.annotations.NullMarked;
