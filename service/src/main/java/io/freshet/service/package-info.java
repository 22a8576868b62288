/* SPDX-License-Identifier: Apache-2.0 */
/** The search service: routes over HTTP on the serving generation. */
@NullMarked
package io.freshet.service;

import org.jspecify.annotations.NullMarked;
