/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.local;

import io.freshet.cli.files.FileLocks;
import io.freshet.cli.options.WrongUseException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A directory that keeps a platform's data between runs, held by one run at a time. */
final class DataDirectory implements AutoCloseable {
  private final Path path;
  private final FileChannel lock;

  private DataDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Takes a directory, made where it is missing.
   *
   * @throws IOException where another run holds it
   */
  static DataDirectory take(Path path) throws IOException {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new WrongUseException("--data: " + path + " is a file; give a folder");
    }
    Files.createDirectories(path);
    Optional<FileChannel> lock = FileLocks.tryLock(path.resolve("lock"));
    if (lock.isEmpty()) {
      throw new IOException(
          path + " is used by another run; stop that one, or give another --data");
    }
    return new DataDirectory(path.toAbsolutePath(), lock.get());
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
