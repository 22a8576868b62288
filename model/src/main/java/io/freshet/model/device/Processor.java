/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/** The machine's processor. Stateless. */
public final class Processor {
  private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

  private Processor() {}

  /** What the processor can do, in Linux's words such as {@code avx2}; nothing elsewhere. */
  public static Set<String> flags() {
    try {
      return Files.isReadable(DESCRIPTION)
          ? flags(Files.readString(DESCRIPTION, StandardCharsets.ISO_8859_1))
          : Set.of();
    } catch (IOException e) {
      // Whoever asks does without what is not known to be there.
      return Set.of();
    }
  }

  /** Whether the processor multiplies 8-bit integers faster than floating-point numbers. */
  public static boolean multipliesBytes() {
    return multipliesBytes(flags());
  }

  static boolean multipliesBytes(Set<String> flags) {
    return Stream.of("avx512_vnni", "avx_vnni", "amx_int8").anyMatch(flags::contains);
  }

  /** What a description of processors, as Linux gives it, names. */
  static Set<String> flags(String description) {
    return description
        .lines()
        .filter(line -> line.startsWith("flags"))
        .findFirst()
        .map(line -> Set.of(line.substring(line.indexOf(':') + 1).strip().split("\\s+")))
        .orElse(Set.of());
  }

  /** The model's name where the system tells it, else the instruction set. */
  public static String name() {
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
