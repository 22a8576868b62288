/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.files;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.freshet.connectors.registry.LocalFolders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Replaces a folder as a whole: the new one is made beside it and takes its name by two renames,
 * between which there is no folder of that name; no reader ever sees a half of each.
 *
 * <p>Beside the folder stand {@code <name>.next} while the new one is made, {@code <name>.lock},
 * which lets one process at a time do this, and the former folder until the next swap. A next one
 * beside a missing folder tells of a swap that was cut off between its renames.
 */
public final class FolderSwap implements AutoCloseable {
  private final Path folder;
  private final Path former;
  private final Path next;
  private final FileChannel lock;

  private FolderSwap(Path folder, String formerSuffix, FileChannel lock) {
    this.folder = folder;
    this.former = sibling(folder, formerSuffix);
    this.next = sibling(folder, ".next");
    this.lock = lock;
  }

  private static Path sibling(Path folder, String suffix) {
    return folder.resolveSibling(folder.getFileName() + suffix);
  }

  /**
   * Begins a swap. One that was cut off between its renames is undone first.
   *
   * @param path the folder, which may be missing; where it is a link, what it leads to is replaced
   * @param formerSuffix ends the name under which the former folder stays
   * @throws IOException if another swap of the folder is under way, or nothing can be written
   *     beside it
   */
  public static FolderSwap of(Path path, String formerSuffix) throws IOException {
    Path target =
        Files.isSymbolicLink(path) ? path.resolveSibling(Files.readSymbolicLink(path)) : path;
    Path folder = target.toAbsolutePath().normalize();
    FolderSwap swap = new FolderSwap(folder, formerSuffix, lock(folder));
    try {
      swap.begin();
      return swap;
    } catch (IOException | RuntimeException e) {
      swap.lock.close();
      throw e;
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    Path file = sibling(folder, ".lock");
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    FileChannel channel = FileChannel.open(file, CREATE, WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Held by this process: the same answer.
    }
    channel.close();
    throw new IOException(folder + " is being replaced by another process; try again later");
  }

  private void begin() throws IOException {
    if (Files.exists(next)) {
      if (!Files.exists(folder) && Files.exists(former)) {
        Files.move(former, folder, ATOMIC_MOVE);
      }
      LocalFolders.delete(next);
    }
    Files.createDirectory(next);
  }

  /** The folder as it is now. */
  public Path folder() {
    return folder;
  }

  /** The folder being made, empty at first. */
  public Path next() {
    return next;
  }

  /** Copies into the one being made what it lacks of the folder, by the names at the top. */
  public void keepTheRest() throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> names = Files.list(folder)) {
      for (Path from : names.toList()) {
        Path to = next.resolve(folder.relativize(from));
        if (!Files.exists(to, NOFOLLOW_LINKS)) {
          copy(from, to);
        }
      }
    }
  }

  /** Links stay links: relative ones lead to the same place from the new folder. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> parts = Files.walk(from)) {
      for (Path part : parts.toList()) {
        Files.copy(part, to.resolve(from.relativize(part).toString()), NOFOLLOW_LINKS);
      }
    }
  }

  /**
   * Puts the new folder into its place.
   *
   * @throws IOException if that cannot be done; the folder is as it was then
   */
  public void commit() throws IOException {
    LocalFolders.delete(former);
    boolean replaces = Files.exists(folder);
    if (replaces) {
      Files.move(folder, former, ATOMIC_MOVE);
    }
    try {
      Files.move(next, folder, ATOMIC_MOVE);
    } catch (IOException e) {
      if (replaces) {
        Files.move(former, folder, ATOMIC_MOVE);
      }
      throw e;
    }
  }

  /** Removes what was not put into its place, and lets the next swap begin. */
  @Override
  public void close() throws IOException {
    try {
      LocalFolders.delete(next);
    } finally {
      lock.close();
    }
  }
}
