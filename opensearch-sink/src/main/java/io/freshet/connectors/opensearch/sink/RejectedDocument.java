/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import org.apache.flink.annotation.PublicEvolving;

/**
 * A document that can never be stored as it is.
 *
 * @param element the record it was made of
 * @param operation what was to be done
 * @param index where
 * @param id of the document
 * @param status OpenSearch's HTTP status; 0 where it was not sent
 * @param reason a short stable word, such as {@code mapping} or {@code too-large}
 * @param error the full message for a person
 */
@PublicEvolving
public record RejectedDocument<T>(
    T element,
    DocumentOperation operation,
    String index,
    String id,
    int status,
    String reason,
    String error) {}
