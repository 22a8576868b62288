/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.jobs.indexing.documents.SourcedChange;

/** A change read for one generation. */
public record BackfillDocument(WriteTarget target, SourcedChange change) {}
