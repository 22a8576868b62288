/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving;

/**
 * How the queries of a task are encoded. A task's projection is none of it: the vectors of an index
 * are made without one, and a projected query would be compared with vectors of another space.
 *
 * @param prompt put before every query
 * @param maxLength tokens of a query at most; never more than the model takes
 */
public record QueryProfile(String prompt, int maxLength) {}
