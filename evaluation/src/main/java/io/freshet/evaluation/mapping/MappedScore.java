/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.mapping;

/**
 * What a map does for the queries of a new version on the former index.
 *
 * @param microseconds that one query takes to be mapped, on one thread
 */
public record MappedScore(FittedMap fitted, SearchScore score, Gain gain, double microseconds) {}
