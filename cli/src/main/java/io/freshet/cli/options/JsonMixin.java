/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.options;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --json}, for the commands that have results. */
public final class JsonMixin {
  private static final JsonMapper JSON = new JsonMapper();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      converter = WritableFile.class,
      description = "Write the results here too.")
  private Optional<Path> file = Optional.empty();

  /** Writes the results where a file was given. */
  public void write(JsonNode results) throws IOException {
    if (file.isPresent()) {
      Files.writeString(
          file.get(),
          JSON.writerWithDefaultPrettyPrinter().writeValueAsString(results) + "\n",
          UTF_8);
    }
  }
}
