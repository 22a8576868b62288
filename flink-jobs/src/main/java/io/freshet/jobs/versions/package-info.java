/* SPDX-License-Identifier: Apache-2.0 */
/** Versions out of the registry, as models that can be used. */
@NullMarked
package io.freshet.jobs.versions;

import org.jspecify.annotations.NullMarked;
