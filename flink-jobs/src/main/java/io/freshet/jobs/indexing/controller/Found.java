/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.controller;

/**
 * A generation that stands in OpenSearch: named by the write set or by the alias.
 *
 * @param number from the index's name; 0 where the name tells none
 * @param serving whether the alias points to it
 */
public record Found(
    int number, String index, String vectorField, BuildVersion version, boolean serving) {}
