/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.sidebyside;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * By which two processes take turns, in files of a directory: one tells the other to do a block,
 * which tells what it took.
 */
public final class BlockTalk implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final String directory;

  /** Talks through files of a directory that both processes see. */
  public BlockTalk(Path directory) {
    this.directory = directory.toString();
  }

  /**
   * What a block took.
   *
   * @param checkpoints that were completed in it
   */
  public record Block(Side.Elapsed elapsed, long checkpoints) {}

  /** Tells that a block may begin. */
  public void begin(long block) throws IOException {
    Files.createFile(file("begin", block));
  }

  /** Waits until a block may begin. */
  public void awaitBegin(long block) {
    await(file("begin", block), () -> true);
  }

  /** Tells that a block is over. */
  public void end(long block, Block took) throws IOException {
    Path draft = file("draft", block);
    Files.write(
        draft,
        List.of(
            Double.toString(took.elapsed().seconds()),
            Double.toString(took.elapsed().processorSeconds()),
            Long.toString(took.checkpoints())));
    Files.move(draft, file("end", block), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Waits until a block is over.
   *
   * @param other whether the other process is there
   * @throws IOException where it is not
   */
  public Block awaitEnd(long block, BooleanSupplier other) throws IOException {
    Path end = file("end", block);
    if (!await(end, other)) {
      throw new IOException("the other process ended before block " + block + " did");
    }
    List<String> lines = Files.readAllLines(end);
    return new Block(
        new Side.Elapsed(Double.parseDouble(lines.get(0)), Double.parseDouble(lines.get(1))),
        Long.parseLong(lines.get(2)));
  }

  private static boolean await(Path file, BooleanSupplier worthwhile) {
    while (Files.notExists(file)) {
      if (!worthwhile.getAsBoolean()) {
        return Files.exists(file);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return true;
  }

  private Path file(String kind, long block) {
    return Path.of(directory, kind + "-" + block);
  }
}
