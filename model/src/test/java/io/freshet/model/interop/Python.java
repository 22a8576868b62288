/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Tasks for the Python that {@code -Dfreshet.python} names, all of them in one process. */
final class Python {
  private final Path directory;
  private final List<Map<String, Object>> tasks = new ArrayList<>();

  Python(Path directory) {
    this.directory = directory;
  }

  /** Adds a task of round_trip.py: its name, then keys and values. */
  Python task(String name, Object... keysAndValues) {
    Map<String, Object> task = new HashMap<>();
    task.put("do", name);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      Object value = keysAndValues[i + 1];
      task.put((String) keysAndValues[i], value instanceof Path path ? path.toString() : value);
    }
    tasks.add(task);
    return this;
  }

  /** Runs the tasks of one name and forgets them; the others wait. */
  void only(String name) throws IOException, InterruptedException {
    List<Map<String, Object>> others =
        tasks.stream().filter(task -> !name.equals(task.get("do"))).toList();
    tasks.removeAll(others);
    run();
    tasks.addAll(others);
  }

  /** Runs the tasks and forgets them. */
  void run() throws IOException, InterruptedException {
    String python = System.getProperty("freshet.python", "");
    assertThat(python)
        .as("-Dfreshet.python must name a Python with transformers and sentence-transformers")
        .isNotEmpty()
        .doesNotStartWith("$");
    Path script = directory.resolve("round_trip.py");
    try (InputStream source = Python.class.getResourceAsStream("/python/round_trip.py")) {
      Files.write(script, Objects.requireNonNull(source).readAllBytes());
    }
    Path list = directory.resolve("tasks.json");
    new ObjectMapper().writeValue(list.toFile(), tasks);
    tasks.clear();
    Path log = directory.resolve("python.log");
    ProcessBuilder builder = new ProcessBuilder(python, script.toString(), list.toString());
    builder.environment().put("HF_HUB_OFFLINE", "1");
    builder.environment().put("TOKENIZERS_PARALLELISM", "false");
    int status = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
    assertThat(status).as(Files.readString(log)).isZero();
  }
}
