/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import java.util.List;
import java.util.Map;

/** What a reader writes where the documentation has a placeholder, or an address of its own. */
final class Placeholders {
  private static final List<Map.Entry<String, String>> REPLACED =
      List.of(
          Map.entry("\\[(--[^\\]]*)\\]", "$1"),
          Map.entry("jobs list$", "jobs list --cluster U"),
          Map.entry("http://localhost:8081", "{flink}"),
          Map.entry("--cluster U\\b", "--cluster {flink}"),
          Map.entry("localhost:8085", "{service}"),
          Map.entry("--config (F|FILE)\\b", "--config freshet.yaml"),
          Map.entry("--json F\\b", "--json result.json"),
          Map.entry("--model DIR\\b", "--model models/trained"),
          Map.entry("--beir DIR\\b", "--beir beir/scifact"),
          Map.entry("--model BASE --adapter DIR", "--model models/bert --adapter adapter"),
          Map.entry("--model A --with B", "--model models/bert --with models/trained"),
          Map.entry("--output (DIR|C)\\b", "--output made"),
          Map.entry("--documents N\\b", "--documents 1000"),
          Map.entry("--parallelism N\\b", "--parallelism 2"),
          Map.entry("--port N\\b", "--port 0"),
          Map.entry("--topic T\\b", "--topic documents"));

  /** As the documentation gives them. */
  static final Map<String, String> ADDRESSES =
      Map.of("flink", "http://localhost:8081", "service", "localhost:8085");

  private Placeholders() {}

  /**
   * A command without placeholders.
   *
   * @param addresses of the platform, by what stands for them in braces
   */
  static DocumentedCommand filled(DocumentedCommand command, Map<String, String> addresses) {
    String text = command.text();
    for (Map.Entry<String, String> each : REPLACED) {
      text = text.replaceAll(each.getKey(), each.getValue());
    }
    for (Map.Entry<String, String> each : addresses.entrySet()) {
      text = text.replace("{" + each.getKey() + "}", each.getValue());
    }
    return new DocumentedCommand(command.page(), command.line(), command.block(), text);
  }

  /** Whether it can be given: whoever only names a command leaves out what must be given. */
  static boolean complete(DocumentedCommand command) {
    return command.block()
        || (!command.text().matches(".*<[a-z].*")
            && filled(command, ADDRESSES).problem().isEmpty());
  }
}
