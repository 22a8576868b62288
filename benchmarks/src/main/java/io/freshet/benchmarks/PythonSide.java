/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The same steps in PyTorch, in one process that stays: a number of steps in, seconds out. */
final class PythonSide implements Side {
  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;
  private final String version;

  PythonSide(Path python, Path directory, TrainingShape shape) throws IOException {
    Path script = directory.resolve("training_speed.py");
    try (InputStream source = PythonSide.class.getResourceAsStream("training_speed.py")) {
      if (source == null) {
        throw new IOException("the script is not on the class path");
      }
      Files.copy(source, script);
    }
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                python.toString(),
                script.toString(),
                Integer.toString(shape.size().layers()),
                Integer.toString(shape.size().width()),
                Integer.toString(shape.size().heads()),
                Integer.toString(shape.vocabulary()),
                Integer.toString(shape.pairs()),
                Integer.toString(shape.tokens()),
                Double.toString(shape.dropout()),
                Integer.toString(shape.threads())));
    builder.environment().put("OMP_NUM_THREADS", Integer.toString(shape.threads()));
    this.process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.version = answer();
  }

  /** Version of PyTorch, as it says. */
  String version() {
    return version;
  }

  @Override
  public Elapsed run(int steps) throws IOException {
    requests.write(steps + "\n");
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

  /** Ends the process by closing its input. */
  @Override
  public void close() throws IOException {
    requests.close();
    answers.close();
  }
}
