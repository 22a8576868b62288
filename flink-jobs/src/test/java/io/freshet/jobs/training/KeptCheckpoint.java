/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;

/**
 * The last checkpoint of a job that came to its end, which Flink would delete with the job. To be
 * kept while the job runs, and to be read when it is over. Files that checkpoints share are named
 * by their first place: on RocksDB {@link #INLINE} must be set, and files must not be larger.
 */
final class KeptCheckpoint {

  /** The most that Flink writes into the checkpoint's own file. */
  static final MemorySize INLINE = MemorySize.ofMebiBytes(1);

  private final Collection<OperatorState> operators;

  private KeptCheckpoint(Collection<OperatorState> operators) {
    this.operators = operators;
  }

  /** Copies a checkpoint of a job that has its checkpoints below {@code home/checkpoints}. */
  static void keep(Path home, long id) throws IOException {
    copy(home.resolve("checkpoints"), home.resolve("kept"));
    Files.writeString(home.resolve("kept-id"), Long.toString(id));
  }

  /** Reads what the copy consists of. */
  static KeptCheckpoint read(Path home) throws IOException {
    String folder = "chk-" + Files.readString(home.resolve("kept-id"));
    try (Stream<Path> all = Files.walk(home.resolve("kept"))) {
      Path metadata =
          all.filter(file -> file.endsWith(Path.of(folder, "_metadata"))).findFirst().orElseThrow();
      try (DataInputStream in = new DataInputStream(Files.newInputStream(metadata))) {
        return new KeptCheckpoint(
            Checkpoints.loadCheckpointMetadata(
                    in,
                    KeptCheckpoint.class.getClassLoader(),
                    metadata.getParent().toUri().toString())
                .getOperatorStates());
      }
    }
  }

  /** The state of an operator of one subtask. */
  OperatorSubtaskState of(String uid) {
    List<OperatorState> found =
        operators.stream()
            .filter(each -> each.getOperatorUid().equals(java.util.Optional.of(uid)))
            .toList();
    if (found.size() != 1 || found.get(0).getState(0) == null) {
      throw new IllegalStateException("the checkpoint has no state of " + uid + ": " + operators);
    }
    return found.get(0).getState(0);
  }

  /** Copies what is there; other checkpoints may be deleted meanwhile. */
  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes facts)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(directory).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes facts)
              throws IOException {
            try {
              Files.copy(
                  file,
                  to.resolve(from.relativize(file).toString()),
                  StandardCopyOption.REPLACE_EXISTING);
            } catch (NoSuchFileException e) {
              return visitFileFailed(file, e);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            return failure == null ? FileVisitResult.CONTINUE : visitFileFailed(directory, failure);
          }
        });
  }
}
