/* SPDX-License-Identifier: Apache-2.0 */
/** The configuration of a deployment, typed and checked. */
@NullMarked
package io.freshet.config;

import org.jspecify.annotations.NullMarked;
