/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files that a command is given, {@code -} among them for standard input. */
public final class InputFiles {
  private static final String STANDARD_INPUT = "-";

  private InputFiles() {}

  /**
   * The files on disk, in their order. Standard input is read to its end into a file first, since
   * what reads it may have to go back.
   *
   * @param directory for standard input
   * @throws NoSuchFileException where a file is missing
   */
  public static List<Path> onDisk(List<Path> given, InputStream standardInput, Path directory)
      throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path file : given) {
      if (file.toString().equals(STANDARD_INPUT)) {
        Path spooled = directory.resolve("standard-input");
        Files.copy(standardInput, spooled);
        files.add(spooled);
      } else if (Files.isRegularFile(file)) {
        files.add(file);
      } else {
        throw new NoSuchFileException(file.toString());
      }
    }
    return files;
  }
}
