/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.embedded.testing.UnpackedTools;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Programs and files of other packages that tests use where they are there. */
final class Tools {
  /** Says why a test is skipped. */
  static final String ABSENT =
      "not on this machine: install Debian's prometheus and docker-compose, or unpack them with .ci/tools and name the folder in FRESHET_TOOLS";

  private static final String COMPOSE_SCHEMA =
      "usr/lib/python3/dist-packages/compose/config/compose_spec.json";

  private Tools() {}

  /** A program of the folder of tools, or of the path. */
  static Optional<Path> program(String name) {
    return UnpackedTools.program(name);
  }

  /** The schema of Compose files. */
  static Optional<Path> composeSchema() {
    return List.of(UnpackedTools.folder().orElse(Path.of("/")), Path.of("/")).stream()
        .map(root -> root.resolve(COMPOSE_SCHEMA))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /** What a process prints on both streams until its end; fails where that was no good one. */
  static String output(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said;
    try (InputStream out = process.getInputStream()) {
      said = new String(out.readAllBytes(), UTF_8);
    }
    assertThat(process.waitFor()).as("%s says:%n%s", builder.command(), said).isZero();
    return said;
  }
}
