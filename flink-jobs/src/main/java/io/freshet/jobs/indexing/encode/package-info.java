/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The encoder operators of both branches. All use of Flink's operator internals by the indexing job
 * is in this package.
 */
@NullMarked
package io.freshet.jobs.indexing.encode;

import org.jspecify.annotations.NullMarked;
