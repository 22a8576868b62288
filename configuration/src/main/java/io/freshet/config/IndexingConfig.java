/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * How documents become generations.
 *
 * @param batchTokens padded tokens in one call of the encoder at most
 * @param batchDocuments documents that wait for the encoder at most
 * @param batchWait how long a document waits for company
 * @param bulkDocuments documents in one bulk request at most
 * @param bulkBytes bytes in one bulk request at most
 * @param backfillParallelism subtasks of the backfill branch
 * @param liveParallelism subtasks of the live branch
 * @param backfillDocumentsPerSecond at most, over all subtasks; 0 for no limit
 * @param rollbackWindow how long the former generation stays in the write set
 * @param hnswM links a node of the graph
 * @param hnswEfConstruction candidates while the graph is built
 */
public record IndexingConfig(
    int batchTokens,
    int batchDocuments,
    Duration batchWait,
    int bulkDocuments,
    long bulkBytes,
    int backfillParallelism,
    int liveParallelism,
    int backfillDocumentsPerSecond,
    Duration rollbackWindow,
    int hnswM,
    int hnswEfConstruction)
    implements Serializable {}
