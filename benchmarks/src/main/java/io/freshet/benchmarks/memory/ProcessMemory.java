/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.memory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** How much memory this process has, by what the system tells of it; empty where it does not. */
public enum ProcessMemory {
  /** What is resident now. */
  RESIDENT("VmRSS"),
  /** The most that was resident so far. */
  PEAK("VmHWM");

  private static final Path STATUS = Path.of("/proc/self/status");

  private final String field;

  ProcessMemory(String field) {
    this.field = field;
  }

  /** In MB of 2^20 bytes. */
  OptionalLong megabytes() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return OptionalLong.empty();
    }
    try (Stream<String> lines = Files.lines(STATUS, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith(field))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst();
    }
  }

  /** The number and its unit, or {@code unknown}. */
  public String shown() throws IOException {
    OptionalLong known = megabytes();
    return known.isPresent() ? known.getAsLong() + " MB" : "unknown";
  }
}
