/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

/**
 * The right to change the write set and the alias, until somebody else acquires it.
 *
 * @param owner who holds it, for people
 * @param epoch counts the holders; the highest is the one
 */
public record Lease(String owner, long epoch) {}
