/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * The folders of model versions below one directory of any file system that Flink knows.
 *
 * <p>A version is there with its completion marker, or not at all: on file systems that rename
 * directories in one step it is written aside and renamed, on object stores the marker is written
 * last. Publishing twice is publishing once. Thread-safe.
 */
public final class ModelRegistry implements Serializable {

  /** Object stores copy what they "rename", one object after the other. */
  private static final Set<String> RENAMING_SCHEMES = Set.of("file", "hdfs", "viewfs");

  private final String uri;

  /**
   * A registry; nothing is read or made yet.
   *
   * @param uri the directory, such as {@code file:///var/lib/freshet/registry}
   */
  public ModelRegistry(String uri) {
    this.uri = uri;
  }

  /** The directory. */
  public String uri() {
    return uri;
  }

  /** Where a version is, or would be. */
  public String uriOf(String versionName) {
    return folder(versionName).toString();
  }

  private Path folder(String versionName) {
    if (versionName.isBlank() || versionName.startsWith(".") || versionName.contains("/")) {
      throw new IllegalArgumentException("'" + versionName + "' is no name of a version");
    }
    return new Path(root(), versionName);
  }

  private Path root() {
    Path path = new Path(uri);
    URI asUri = path.toUri();
    return asUri.getScheme() == null ? new Path("file", null, asUri.getPath()) : path;
  }

  /**
   * Copies a folder into the registry, at once or not at all. Does nothing where the version is
   * there: names carry the digest, so the same name is the same content.
   *
   * @return where the version is
   */
  public String publish(java.nio.file.Path localFolder, String versionName) throws IOException {
    Path target = folder(versionName);
    FileSystem files = target.getFileSystem();
    if (CompletionMarker.exists(files, target)) {
      return target.toString();
    }
    if (!RENAMING_SCHEMES.contains(files.getUri().getScheme())) {
      Copying.upload(localFolder, files, target);
      CompletionMarker.write(files, target, Copying.sizes(localFolder));
      return target.toString();
    }
    Path aside = new Path(root(), "." + versionName + "-" + UUID.randomUUID());
    try {
      Copying.upload(localFolder, files, aside);
      CompletionMarker.write(files, aside, Copying.sizes(localFolder));
      if (files.exists(target) && !CompletionMarker.exists(files, target)) {
        files.delete(target, true);
      }
      if (!rename(files, aside, target) && !CompletionMarker.exists(files, target)) {
        throw new IOException("cannot rename '" + aside + "' to '" + target + "'");
      }
    } finally {
      if (files.exists(aside)) {
        files.delete(aside, true);
      }
    }
    return target.toString();
  }

  /** Whether it was this call's rename that made the version appear. */
  private static boolean rename(FileSystem files, Path from, Path to) throws IOException {
    try {
      return files.rename(from, to);
    } catch (IOException e) {
      if (CompletionMarker.exists(files, to)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Copies a version's folder to the local disk, once.
   *
   * @param versionUri what {@link #publish} returned
   * @param cacheDirectory made where missing; may be shared by threads and processes
   * @return the local folder, whole
   */
  public java.nio.file.Path fetch(String versionUri, java.nio.file.Path cacheDirectory)
      throws IOException {
    Path source = new Path(versionUri);
    java.nio.file.Path target = cacheDirectory.resolve(source.getName());
    if (Files.isDirectory(target)) {
      return target;
    }
    FileSystem files = source.getFileSystem();
    Copying.fetch(files, source, CompletionMarker.read(files, source), target);
    return target;
  }

  /**
   * A text of a version's folder, such as its card.
   *
   * @param file its name
   * @return empty where there is no such version, or it has no such file
   */
  public Optional<String> text(String versionName, String file) throws IOException {
    Path path = new Path(folder(versionName), file);
    FileSystem files = path.getFileSystem();
    if (!contains(versionName) || !files.exists(path)) {
      return Optional.empty();
    }
    try (InputStream in = files.open(path)) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** Whether a version is there, whole. */
  public boolean contains(String versionName) throws IOException {
    Path folder = folder(versionName);
    return CompletionMarker.exists(folder.getFileSystem(), folder);
  }

  /**
   * A version that is whole.
   *
   * @param publishedAt when its marker was written
   */
  public record Entry(String name, Instant publishedAt) {}

  /** The names of all versions that are whole, by ascending step where names tell one. */
  public List<String> names() throws IOException {
    return entries().stream().map(Entry::name).toList();
  }

  /**
   * Deletes a version: first its marker, so that nobody takes what is left for a version. Does
   * nothing where it is not there.
   */
  public void delete(String versionName) throws IOException {
    Path folder = folder(versionName);
    FileSystem files = folder.getFileSystem();
    if (CompletionMarker.exists(files, folder)) {
      files.delete(new Path(folder, CompletionMarker.NAME), false);
      files.delete(folder, true);
    }
  }

  /** All versions that are whole, by ascending step where names tell one. */
  public List<Entry> entries() throws IOException {
    Path root = root();
    FileSystem files = root.getFileSystem();
    List<Entry> found = new ArrayList<>();
    if (!files.exists(root)) {
      return found;
    }
    FileStatus[] entries = files.listStatus(root);
    for (FileStatus entry : entries == null ? new FileStatus[0] : entries) {
      String name = entry.getPath().getName();
      if (entry.isDir()
          && !name.startsWith(".")
          && CompletionMarker.exists(files, entry.getPath())) {
        long time =
            files
                .getFileStatus(new Path(entry.getPath(), CompletionMarker.NAME))
                .getModificationTime();
        found.add(new Entry(name, Instant.ofEpochMilli(time)));
      }
    }
    found.sort(Comparator.comparing(Entry::name, VersionOrder.INSTANCE));
    return found;
  }
}
