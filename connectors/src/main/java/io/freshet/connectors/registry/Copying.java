/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** Folders between the local disk and Flink's file systems. */
final class Copying {

  /** Attempts to move a folder to a place where others are made and deleted. */
  private static final int MOVES = 10;

  private Copying() {}

  /** The sizes of a folder's files by path with slashes. */
  static Map<String, Long> sizes(java.nio.file.Path folder) throws IOException {
    List<java.nio.file.Path> paths;
    try (Stream<java.nio.file.Path> walk = Files.walk(folder)) {
      paths = walk.filter(Files::isRegularFile).toList();
    }
    Map<String, Long> sizes = new TreeMap<>();
    for (java.nio.file.Path path : paths) {
      String name = folder.relativize(path).toString().replace('\\', '/');
      // A folder fetched from one registry and published in another brings the old marker along.
      if (!name.equals(CompletionMarker.NAME)) {
        sizes.put(name, Files.size(path));
      }
    }
    if (sizes.isEmpty()) {
      throw new IOException("'" + folder + "' holds no files; a model folder is needed");
    }
    return sizes;
  }

  static void upload(java.nio.file.Path folder, FileSystem files, Path target) throws IOException {
    for (String name : sizes(folder).keySet()) {
      Path file = new Path(target, name);
      files.mkdirs(file.getParent());
      try (OutputStream out = files.create(file, FileSystem.WriteMode.OVERWRITE)) {
        Files.copy(folder.resolve(name), out);
      }
    }
  }

  private static void download(
      FileSystem files, Path source, Map<String, Long> sizes, java.nio.file.Path target)
      throws IOException {
    for (Map.Entry<String, Long> entry : sizes.entrySet()) {
      java.nio.file.Path file = target.resolve(entry.getKey()).normalize();
      if (!file.startsWith(target)) {
        throw new IOException("'" + source + "' lists a file outside itself: " + entry.getKey());
      }
      Files.createDirectories(file.getParent());
      long copied;
      try (InputStream in = files.open(new Path(source, entry.getKey()))) {
        copied = Files.copy(in, file);
      }
      if (copied != entry.getValue()) {
        throw new IOException(
            "'%s/%s' has %d bytes and not %d; publish the version again"
                .formatted(source, entry.getKey(), copied, entry.getValue()));
      }
    }
  }

  /**
   * Copies files to a local folder, which appears at once, or not at all; leaves what somebody else
   * put there first.
   *
   * @param sizes of the files by path with slashes
   */
  static void fetch(
      FileSystem files, Path source, Map<String, Long> sizes, java.nio.file.Path target)
      throws IOException {
    Files.createDirectories(target.getParent());
    java.nio.file.Path aside =
        Files.createTempDirectory(target.getParent(), "." + target.getFileName() + "-");
    try {
      download(files, source, sizes, aside);
      moveInto(aside, target);
    } finally {
      LocalFolders.delete(aside);
    }
  }

  /** Makes {@code from} appear at {@code to} at once; leaves what somebody else put there first. */
  private static void moveInto(java.nio.file.Path from, java.nio.file.Path to) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (IOException e) {
        if (Files.isDirectory(to)) {
          return;
        }
        // A cache may have deleted, in this moment, what stood in the way.
        if (attempt == MOVES) {
          throw e;
        }
      }
    }
  }
}
