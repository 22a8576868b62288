/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.options;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Takes a file to be written at the end of a long call only where its folder is there: nobody
 * should wait for results that cannot be kept. Stateless.
 */
public final class WritableFile implements ITypeConverter<Path> {
  @Override
  public Path convert(String value) {
    Path file = Path.of(value);
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw new TypeConversionException("'" + value + "' is a folder; name a file");
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw new TypeConversionException("there is no folder '%s'; make it first".formatted(folder));
    }
    return file;
  }
}
