/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import java.io.Serializable;

/**
 * Where versions are kept.
 *
 * @param path a directory on any file system that Flink knows, as a URI
 */
public record RegistryConfig(String path) implements Serializable {}
