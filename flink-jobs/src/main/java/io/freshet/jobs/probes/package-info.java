/* SPDX-License-Identifier: Apache-2.0 */
/** The frozen probe sets: the gate scores versions on them, training keeps away from them. */
@NullMarked
package io.freshet.jobs.probes;

import org.jspecify.annotations.NullMarked;
