/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Search in the generation that serves, always with the version that built it: the floor that jobs,
 * the command and the HTTP service stand on. Knows the model and the connectors, not Flink.
 */
@NullMarked
package io.freshet.serving;

import org.jspecify.annotations.NullMarked;
