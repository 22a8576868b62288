/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The distribution as a user has it: unpacked somewhere, with nothing of the build around. */
record Installation(Path home) {
  private static final long LIMIT_SECONDS = 240;

  /** What a command printed and how it ended. */
  record Output(int status, String out, String err) {
    /** Standard output of a command that must have been done. */
    String done() {
      assertThat(status).as("%s%n%s", out, err).isZero();
      return out;
    }
  }

  /** Unpacks the archive that the build made. */
  static Installation unpack(Path into) throws IOException, InterruptedException {
    String archive = System.getProperty("freshet.distribution");
    Process tar =
        new ProcessBuilder("tar", "xzf", archive, "-C", into.toString()).inheritIO().start();
    assertThat(tar.waitFor()).isZero();
    try (var folders = Files.list(into)) {
      return new Installation(folders.findFirst().orElseThrow());
    }
  }

  /** A process of one of the scripts, with the environment of a user. */
  ProcessBuilder script(String name, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin").resolve(name).toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.directory(home.toFile());
    return builder;
  }

  /** Runs the command to its end. */
  Output freshet(String... arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile("freshet", ".out");
    Path err = Files.createTempFile("freshet", ".err");
    try {
      Process process =
          script("freshet", arguments)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      return new Output(
          process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
