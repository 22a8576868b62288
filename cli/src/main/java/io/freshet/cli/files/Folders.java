/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.files;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Work on whole folders. */
public final class Folders {
  private Folders() {}

  /** Copies a folder with all that it holds to a place where nothing is yet. */
  public static void copy(Path folder, Path target) throws IOException {
    List<Path> all;
    try (Stream<Path> walked = Files.walk(folder)) {
      all = walked.toList();
    }
    for (Path path : all) {
      Files.copy(path, target.resolve(folder.relativize(path).toString()));
    }
  }

  /** Deletes a folder with all that it holds; nothing happens where it does not exist. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
