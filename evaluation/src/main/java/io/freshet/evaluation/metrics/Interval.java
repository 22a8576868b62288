/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

/**
 * An interval of a mean.
 *
 * @param low lower end
 * @param high upper end
 */
public record Interval(double low, double high) {}
