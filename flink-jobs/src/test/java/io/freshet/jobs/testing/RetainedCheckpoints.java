/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;

/**
 * The checkpoints that jobs have left below a directory, where a job that was restored from one
 * goes on with its number.
 *
 * @param directory of one job's checkpoints, by all its runs
 */
public record RetainedCheckpoints(Path directory) {
  private static final String METADATA = "_metadata";
  private static final String FOLDER = "chk-";

  /**
   * The directory of the newest checkpoint that is complete, if there is one; empty also where
   * checkpoints come and go while they are looked at.
   */
  public Optional<Path> newest() {
    if (Files.notExists(directory)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.find(directory, 3, (file, any) -> file.endsWith(METADATA))) {
      return files
          .filter(RetainedCheckpoints::complete)
          .map(Path::getParent)
          .max(Comparator.comparing(RetainedCheckpoints::number));
    } catch (IOException | UncheckedIOException e) {
      // An older one was deleted while the directories were listed.
      return Optional.empty();
    }
  }

  /** The number of {@link #newest}, or 0. */
  public int newestNumber() {
    return newest().map(RetainedCheckpoints::number).orElse(0);
  }

  /** A process that is killed may leave the half of a file. */
  private static boolean complete(Path metadata) {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(metadata))) {
      Checkpoints.loadCheckpointMetadata(
          in, RetainedCheckpoints.class.getClassLoader(), metadata.toString());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int number(Path checkpoint) {
    return Integer.parseInt(checkpoint.getFileName().toString().substring(FOLDER.length()));
  }
}
