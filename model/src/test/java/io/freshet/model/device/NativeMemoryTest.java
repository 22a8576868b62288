/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.freshet.model.ComputeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativeMemoryTest {
  private static final Path STATISTICS = Path.of("/proc/self/stat");
  private static final int ARRAYS = 8;
  private static final int FLOATS = 6 << 20;
  private static final long PAGES = ARRAYS * 4L * FLOATS / 4096;

  @Test
  @EnabledOnOs(OS.LINUX)
  void memoryThatWasFreedIsUsedAgainWithoutAskingTheSystem() throws IOException {
    try (ComputeDevice device = ComputeDevice.open(ComputeOptions.cpu(1))) {
      fill(device);
      // Other threads of this process ask for pages as well: the quietest of some turns counts.
      long fewest = Long.MAX_VALUE;
      for (int i = 0; i < 5; i++) {
        long before = pagesAskedFor();
        fill(device);
        fewest = Math.min(fewest, pagesAskedFor() - before);
      }
      assertThat(fewest).isLessThan(PAGES / 10);
    }
  }

  private static void fill(ComputeDevice device) {
    try (NDManager scope = device.memory().newSubManager()) {
      for (int i = 0; i < ARRAYS; i++) {
        scope.ones(new Shape(FLOATS));
      }
    }
  }

  private static long pagesAskedFor() throws IOException {
    String all = Files.readString(STATISTICS);
    // After the command in parentheses: state, six numbers, then the faults that needed no reading.
    return Long.parseLong(all.substring(all.lastIndexOf(')') + 2).split(" ", -1)[7]);
  }
}
