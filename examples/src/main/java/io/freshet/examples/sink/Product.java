/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.examples.sink;

/**
 * A line of a shop's catalogue as of one change of it. Immutable.
 *
 * @param id of the product
 * @param change counts the changes of the product, upwards
 * @param name what it is called; empty where the shop no longer has it
 * @param cents what it costs; below zero is a mistake of the catalogue
 */
public record Product(String id, long change, String name, int cents) {}
