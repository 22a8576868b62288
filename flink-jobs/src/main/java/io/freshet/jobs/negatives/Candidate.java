/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.negatives;

/**
 * A document that a search found for a query.
 *
 * @param id of the document
 * @param text its text, without its title
 * @param passage the text that stood for it when it was encoded, and becomes the negative
 * @param score dot product of query and document
 */
public record Candidate(String id, String text, String passage, double score) {}
