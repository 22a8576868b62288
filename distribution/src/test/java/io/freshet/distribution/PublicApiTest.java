/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What users were promised is still there: the signatures that a file of the repository lists. */
class PublicApiTest {
  private static final Path HOME = Path.of(System.getProperty("freshet.home"));
  private static final String LIST = "distribution/src/test/api/java.txt";
  private static final String NEW = "distribution/target/java.txt";

  @Test
  void signaturesAreThoseOfTheList() throws IOException {
    List<Path> folders =
        List.of("model", "opensearch-sink", "connectors", "serving", "sql").stream()
            .map(module -> HOME.resolve(module).resolve("target/classes"))
            .toList();
    assertThat(folders).allMatch(Files::isDirectory);
    List<String> now = PublicApi.lines(folders);
    Files.write(HOME.resolve(NEW), now);
    List<String> promised = Files.readAllLines(HOME.resolve(LIST));
    assertThat(without(qualified(promised), qualified(now)))
        .as(
            "users of these break. Keep them, deprecated, until the next major version; where"
                + " nothing was released with them, accept the change: cp %s %s",
            NEW, LIST)
        .isEmpty();
    assertThat(without(qualified(now), qualified(promised)))
        .as("new, and a promise from now on; if so, cp %s %s", NEW, LIST)
        .isEmpty();
  }

  /** Members with the type that they belong to. */
  private static List<String> qualified(List<String> lines) {
    List<String> qualified = new ArrayList<>();
    String type = "";
    for (String line : lines) {
      if (!line.startsWith(" ")) {
        type = line;
      }
      qualified.add(line.equals(type) ? line : type + " |" + line);
    }
    return qualified;
  }

  private static List<String> without(List<String> lines, List<String> others) {
    List<String> left = new ArrayList<>(lines);
    left.removeAll(others);
    return left;
  }
}
