/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.loss.Losses;
import io.freshet.model.loss.Negatives;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.batch.TrainingStep;
import io.freshet.model.training.settings.ParameterSettings;
import io.freshet.model.training.settings.TaskObjective;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that ends while another of its threads trains. Where calls were not waited for, seven
 * of eight such processes died of a segmentation fault within libtorch on two busy cores.
 */
class ProcessEndTest {
  private static final int STATUS = 7;
  private static final int TEXTS = 500;

  @TempDir Path directory;

  /** Trains in one thread and ends the process from another while a long step is computed. */
  static final class Training {
    private Training() {}

    public static void main(String[] arguments) throws InterruptedException {
      CountDownLatch begun = new CountDownLatch(1);
      Thread thread = new Thread(() -> train(begun), "training");
      thread.setDaemon(true);
      thread.start();
      begun.await();
      while (!isInACall(thread)) {
        Thread.onSpinWait();
      }
      System.exit(STATUS);
    }

    private static boolean isInACall(Thread thread) {
      StackTraceElement[] frames = thread.getStackTrace();
      return frames.length > 0 && frames[0].getMethodName().equals("moduleRunMethod");
    }

    private static void train(CountDownLatch begun) {
      TaskObjective objective =
          TaskObjective.of("search", 1, Losses.infoNce(0.1, Negatives.ALL), "", 32, 32);
      try (Trainer trainer =
          Trainer.start(
              TinySteps.MODEL,
              TinySteps.settings(ParameterSettings.everything(), 0),
              Map.of("search", objective))) {
        for (long step = 0; ; step++) {
          trainer.step(longStep(step));
          begun.countDown();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static TrainingStep longStep(long step) {
      Random random = new Random(step);
      List<TrainingRow> rows = new ArrayList<>();
      for (int i = 0; i < TEXTS; i++) {
        rows.add(
            new TrainingRow(
                "e" + i,
                TinySteps.text(random, 24),
                "",
                TinySteps.text(random, 24),
                List.of(),
                Double.NaN,
                1,
                true));
      }
      return new TrainingStep(step, List.of(new SubBatch("search", rows)));
    }
  }

  @Test
  void aCallUnderWayIsWaitedForAndTheStatusKept() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Training.class.getName())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isEqualTo(STATUS);
    assertThat(output).doesNotContain("fatal error", "Exception");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).as("reports of a crash").isEmpty();
    }
  }
}
