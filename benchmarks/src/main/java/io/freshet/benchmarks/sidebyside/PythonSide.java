/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.sidebyside;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A script in one Python process that stays: units of work in, what they took out. */
final class PythonSide implements Side {
  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;
  private final String version;

  private PythonSide(Process process) throws IOException {
    this.process = process;
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.version = answer();
  }

  /**
   * Starts a script, which first writes the versions of its libraries.
   *
   * @param script name of a resource beside this class
   * @param directory that the script may be copied to
   * @param threads of its libraries
   */
  static PythonSide start(
      Path python, String script, Path directory, int threads, Object... arguments)
      throws IOException {
    Path copy = directory.resolve(script);
    try (InputStream source = PythonSide.class.getResourceAsStream(script)) {
      if (source == null) {
        throw new IOException("the script " + script + " is not on the class path");
      }
      Files.write(copy, source.readAllBytes());
    }
    List<String> command = new ArrayList<>(List.of(python.toString(), copy.toString()));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
    // Everything it needs lies on this machine.
    builder.environment().put("HF_HUB_OFFLINE", "1");
    return new PythonSide(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Versions of what is measured, as it says. */
  String version() {
    return version;
  }

  @Override
  public Elapsed run(int units) throws IOException {
    requests.write(units + "\n");
    requests.flush();
    String[] numbers = answer().split(" ", 2);
    return new Elapsed(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]));
  }

  private String answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the Python process has ended; its errors stand above");
    }
    return line;
  }

  /** Ends the process by closing its input, and waits for its end. */
  @Override
  public void close() throws IOException {
    requests.close();
    answers.close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
