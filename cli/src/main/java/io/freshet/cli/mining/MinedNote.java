/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.mining;

/**
 * Something that has a name and a description: an option or a constant.
 *
 * @param kind {@code option} or {@code constant}
 * @param type simple name of the declaring type
 * @param name the option's key, or the constant's name
 */
public record MinedNote(
    String kind, String packageName, String type, String name, String description) {}
