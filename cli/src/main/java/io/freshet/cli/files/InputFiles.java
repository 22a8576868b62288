/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.files;

import io.freshet.cli.options.WrongUseException;
import io.freshet.connectors.registry.LocalFolders;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files and folders that a command is given, {@code -} among them for standard input: that is
 * read to its end into a file first, since what reads it may have to go back.
 */
public final class InputFiles implements Closeable {
  private static final String STANDARD_INPUT = "-";

  private final Path directory;
  private final List<Path> files = new ArrayList<>();

  private InputFiles(Path directory) {
    this.directory = directory;
  }

  /**
   * Reads standard input where it is named.
   *
   * @throws NoSuchFileException where a file is missing
   * @throws WrongUseException where standard input is named twice
   */
  public static InputFiles of(List<Path> given, InputStream standardInput) throws IOException {
    InputFiles inputs = new InputFiles(Files.createTempDirectory("freshet-input"));
    try {
      for (Path file : given) {
        inputs.add(file, standardInput);
      }
      return inputs;
    } catch (IOException | RuntimeException e) {
      inputs.close();
      throw e;
    }
  }

  private void add(Path file, InputStream standardInput) throws IOException {
    if (file.toString().equals(STANDARD_INPUT)) {
      Path spooled = directory.resolve("standard-input");
      if (files.contains(spooled)) {
        throw new WrongUseException("- is given twice; standard input can be read once");
      }
      Files.copy(standardInput, spooled);
      files.add(spooled);
    } else if (Files.exists(file)) {
      files.add(file);
    } else {
      throw new NoSuchFileException(file.toString());
    }
  }

  /** The files on disk, in the order given. */
  public List<Path> onDisk() {
    return List.copyOf(files);
  }

  /** Deletes what was read of standard input. */
  @Override
  public void close() throws IOException {
    LocalFolders.delete(directory);
  }
}
