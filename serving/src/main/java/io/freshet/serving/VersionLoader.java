/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving;

import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.folder.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Fetches versions and loads them, and lets none pass that is not what it is said to be. Stateless
 * and thread-safe.
 *
 * @param cache where fetched versions lie
 * @param compute where models run
 * @param beforeTheEnd for {@link EmbeddingModel#load(Path, ComputeOptions, Runnable)}
 */
public record VersionLoader(VersionCache cache, ComputeOptions compute, Runnable beforeTheEnd) {

  /** For a process that encodes nothing while it ends. */
  public VersionLoader(VersionCache cache, ComputeOptions compute) {
    this(cache, compute, () -> {});
  }

  /**
   * The model of a version, for the caller to close.
   *
   * @param uri the version's folder in the registry
   * @throws IOException if the folder cannot be fetched or read, or its digest is another one
   */
  public EmbeddingModel load(String uri, String digest) throws IOException {
    EmbeddingModel model = load(uri);
    if (!model.digest().equals(digest)) {
      String found = model.digest();
      model.close();
      throw new IOException("the version at " + uri + " has digest " + found + ", not " + digest);
    }
    return model;
  }

  /**
   * The digest of whatever changes a document's vector by a version.
   *
   * @throws IOException if the folder cannot be fetched or read
   */
  public String documentDigest(String uri) throws IOException {
    Path folder = cache.folder(uri);
    try {
      return ModelFolder.read(folder).documentDigest();
    } catch (IOException e) {
      if (Files.isDirectory(folder)) {
        throw e;
      }
      // Deleted by another process while it was read.
      return ModelFolder.read(cache.folder(uri)).documentDigest();
    }
  }

  private EmbeddingModel load(String uri) throws IOException {
    Path folder = cache.folder(uri);
    try {
      return EmbeddingModel.load(folder, compute, beforeTheEnd);
    } catch (IOException e) {
      if (Files.isDirectory(folder)) {
        throw e;
      }
      // Deleted by another process while it was read.
      return EmbeddingModel.load(cache.folder(uri), compute, beforeTheEnd);
    }
  }
}
