/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The backfill branch: a source whose enumerator is the generation controller and whose readers
 * read the documents topic up to the stop offsets of a build.
 */
@NullMarked
package io.freshet.jobs.indexing.backfill;

import org.jspecify.annotations.NullMarked;
