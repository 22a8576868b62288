/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.registry;

import io.freshet.connectors.Sha256;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Folders of any Flink file system on the local disk: models that training starts from, probe sets.
 * Stateless and thread-safe.
 */
public final class RemoteFolder {
  private static final int DIGITS = 16;

  private RemoteFolder() {}

  /**
   * The folder on the local disk, copied below the JVM's temporary directory where it lies
   * elsewhere; see {@link #local(String, java.nio.file.Path)}.
   */
  public static java.nio.file.Path local(String location) throws IOException {
    return local(
        location, java.nio.file.Path.of(System.getProperty("java.io.tmpdir"), "freshet-folders"));
  }

  /**
   * The folder on the local disk: itself where it lies there, else a copy, which is made once for
   * as long as the names, sizes and times of its files stay as they are.
   *
   * @param location a path, or a URI of any Flink file system
   * @param cache for copies, made where missing; may be shared by threads and processes
   * @throws IOException where the folder cannot be listed or copied
   */
  public static java.nio.file.Path local(String location, java.nio.file.Path cache)
      throws IOException {
    if (!location.contains(":/")) {
      return java.nio.file.Path.of(location);
    }
    URI uri = URI.create(location);
    if ("file".equals(uri.getScheme())) {
      return java.nio.file.Path.of(uri.getPath());
    }
    Path source = new Path(uri);
    FileSystem files = source.getFileSystem();
    Map<String, FileStatus> listing = new TreeMap<>();
    list(files, source, "", listing);
    if (listing.isEmpty()) {
      throw new FileNotFoundException("'" + location + "' is no folder with files in it");
    }
    java.nio.file.Path target = cache.resolve(source.getName() + "-" + key(location, listing));
    if (Files.isDirectory(target)) {
      return target;
    }
    Map<String, Long> sizes = new TreeMap<>();
    listing.forEach((name, file) -> sizes.put(name, file.getLen()));
    Copying.fetch(files, source, sizes, target);
    return target;
  }

  private static void list(
      FileSystem files, Path folder, String above, Map<String, FileStatus> into)
      throws IOException {
    FileStatus[] entries = files.listStatus(folder);
    for (FileStatus entry : entries == null ? new FileStatus[0] : entries) {
      String name = above + entry.getPath().getName();
      if (entry.isDir()) {
        list(files, entry.getPath(), name + "/", into);
      } else {
        into.put(name, entry);
      }
    }
  }

  private static String key(String location, Map<String, FileStatus> listing) {
    StringBuilder text = new StringBuilder(location).append('\n');
    listing.forEach(
        (name, file) ->
            text.append(name)
                .append(' ')
                .append(file.getLen())
                .append(' ')
                .append(file.getModificationTime())
                .append('\n'));
    return Sha256.hex(text.toString()).substring(0, DIGITS);
  }
}
