/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.demo;

import io.freshet.cli.files.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

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
      FileChannel channel =
          FileChannel.open(
              parent.resolve("run-" + number + ".lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      if (locked(channel)) {
        Path path = parent.resolve("run-" + number);
        Folders.delete(path);
        Files.createDirectories(path);
        return new WorkDirectory(path, channel);
      }
      channel.close();
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
        Folders.delete(path);
      }
    } finally {
      lock.close();
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }
}
