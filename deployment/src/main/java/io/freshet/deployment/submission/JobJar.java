/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.submission;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The jar of the jobs, with jars of a user's own below its {@code lib}: Flink puts those on the
 * class path of the jobs, on every machine. A temporary copy where there are such jars. Used by one
 * thread.
 */
public final class JobJar implements AutoCloseable {
  private final Path file;
  private final boolean temporary;

  private JobJar(Path file, boolean temporary) {
    this.file = file;
    this.temporary = temporary;
  }

  /**
   * Packs jars together.
   *
   * @param jobs the jar of the jobs, which is left as it is
   * @param extensions losses and architectures that {@link java.util.ServiceLoader} finds
   * @throws IOException where a jar cannot be read, or two have one name
   */
  public static JobJar of(Path jobs, List<Path> extensions) throws IOException {
    if (extensions.isEmpty()) {
      return new JobJar(jobs, false);
    }
    Path copy = Files.createTempFile("freshet-jobs-", ".jar");
    JobJar packed = new JobJar(copy, true);
    try {
      Files.copy(jobs, copy, StandardCopyOption.REPLACE_EXISTING);
      try (FileSystem jar = FileSystems.newFileSystem(copy)) {
        Path lib = Files.createDirectories(jar.getPath("lib"));
        for (Path extension : extensions) {
          Files.copy(extension, lib.resolve(String.valueOf(extension.getFileName())));
        }
      }
      return packed;
    } catch (IOException | RuntimeException e) {
      packed.close();
      throw e;
    }
  }

  /** The jar to send. */
  public Path file() {
    return file;
  }

  /** Deletes the temporary copy. */
  @Override
  public void close() throws IOException {
    if (temporary) {
      Files.deleteIfExists(file);
    }
  }
}
