/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files by which processes keep out of each other's directories. */
public final class FileLocks {
  private FileLocks() {}

  /**
   * Locks a file, which is made where it is missing.
   *
   * @return what holds the lock until it is closed; empty where another process, or this one, has
   *     it
   */
  public static Optional<FileChannel> tryLock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      @Nullable FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(channel);
      }
    } catch (OverlappingFileLockException e) {
      // Held by this process: as taken as by another.
    }
    channel.close();
    return Optional.empty();
  }
}
