/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.connectors.registry.ModelRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** Finds the model that training starts from. */
final class ModelSource {

  private ModelSource() {}

  /**
   * The model's folder on the local disk, fetched there where it lies on another file system.
   *
   * @param path a path, a {@code file} URI, or the URI of a version in a registry
   * @param cache for fetched folders
   */
  static Path local(String path, Path cache) throws IOException {
    if (!path.contains(":/")) {
      return Path.of(path);
    }
    URI uri = URI.create(path);
    if ("file".equals(uri.getScheme())) {
      return Path.of(uri.getPath());
    }
    return new ModelRegistry(path).fetch(path, cache);
  }
}
