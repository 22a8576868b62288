/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import io.freshet.jobs.indexing.documents.SourcedChange;

/**
 * A change with the place after it.
 *
 * @param next the offset to go on from when the change was taken
 */
record PositionedChange(SourcedChange change, long next) {}
