/* SPDX-License-Identifier: Apache-2.0 */
/** What carries vectors of one version into the space of another. */
@NullMarked
package io.freshet.model.mapping;

import org.jspecify.annotations.NullMarked;
