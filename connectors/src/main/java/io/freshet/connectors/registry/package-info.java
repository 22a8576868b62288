/* SPDX-License-Identifier: Apache-2.0 */
/** The registry of model folders, on any file system that Flink knows. */
@NullMarked
package io.freshet.connectors.registry;

import org.jspecify.annotations.NullMarked;
