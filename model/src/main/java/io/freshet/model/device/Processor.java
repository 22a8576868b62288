/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Type of the machine's processor. */
final class Processor {
  private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

  private Processor() {}

  /** The model's name where the system tells it, else the instruction set. */
  static String name() {
    String architecture = System.getProperty("os.arch", "unknown");
    if (!Files.isReadable(DESCRIPTION)) {
      return architecture;
    }
    try (Stream<String> lines = Files.lines(DESCRIPTION, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(architecture);
    } catch (IOException e) {
      // The name only serves a warning; the instruction set is the next best answer.
      return architecture;
    }
  }
}
