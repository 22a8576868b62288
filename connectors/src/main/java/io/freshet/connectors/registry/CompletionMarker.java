/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * The file that says that a folder is whole, written last. It holds a line a file: the size, a
 * space, the path.
 */
final class CompletionMarker {

  static final String NAME = "freshet-complete.txt";

  private CompletionMarker() {}

  static boolean exists(FileSystem files, Path folder) throws IOException {
    return files.exists(new Path(folder, NAME));
  }

  static void write(FileSystem files, Path folder, Map<String, Long> sizes) throws IOException {
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(sizes)
        .forEach((path, size) -> lines.append(size).append(' ').append(path).append('\n'));
    try (OutputStream out = files.create(new Path(folder, NAME), FileSystem.WriteMode.OVERWRITE)) {
      out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The sizes of the folder's files by path. */
  static Map<String, Long> read(FileSystem files, Path folder) throws IOException {
    if (!exists(files, folder)) {
      throw new IOException(
          "'" + folder + "' is no version of a registry, or not a whole one: it has no " + NAME);
    }
    String lines;
    try (InputStream in = files.open(new Path(folder, NAME))) {
      lines = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Map<String, Long> sizes = new TreeMap<>();
    for (String line : lines.split("\n", -1)) {
      int space = line.indexOf(' ');
      if (space > 0) {
        sizes.put(line.substring(space + 1), Long.parseLong(line.substring(0, space)));
      }
    }
    return sizes;
  }
}
