/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving;

/**
 * A version that may encode queries.
 *
 * @param name of the version
 * @param uri its folder in the registry
 * @param digest that the folder must have
 */
public record QueryVersion(String name, String uri, String digest) {}
