/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.demo;

import io.freshet.cli.files.FileLocks;
import io.freshet.connectors.registry.LocalFolders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An empty directory for one run, below {@code target/demo}. Directories that killed runs left are
 * found by their free locks and deleted.
 */
final class WorkDirectory implements AutoCloseable {
  private static final int MOST_AT_ONCE = 20;

  private final Path path;
  private final FileChannel lock;
  private boolean kept;

  private WorkDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /** Takes the first directory that no other run uses. */
  static WorkDirectory take(Path home) throws IOException {
    Path parent = home.resolve("target").resolve("demo");
    Files.createDirectories(parent);
    for (int number = 0; number < MOST_AT_ONCE; number++) {
      Optional<FileChannel> lock = FileLocks.tryLock(parent.resolve("run-" + number + ".lock"));
      if (lock.isPresent()) {
        Path path = parent.resolve("run-" + number);
        LocalFolders.delete(path);
        Files.createDirectories(path);
        return new WorkDirectory(path, lock.get());
      }
    }
    throw new IOException("too many demonstrations run at once in " + parent);
  }

  /** The directory. */
  Path path() {
    return path;
  }

  /** Leaves the directory as it is, for a look at its logs, until the next run. */
  void keep() {
    kept = true;
  }

  /** Deletes the directory, unless it is to be kept, and lets it go. */
  @Override
  public void close() throws IOException {
    try {
      if (!kept) {
        LocalFolders.delete(path);
      }
    } finally {
      lock.close();
    }
  }
}
