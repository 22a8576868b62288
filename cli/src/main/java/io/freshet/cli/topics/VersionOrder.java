/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.topics;

import io.freshet.connectors.records.ModelVersion.Order;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** What a person wants done with one version; one of the options. */
final class VersionOrder {
  @Option(
      names = "--promote",
      paramLabel = "VERSION",
      description = "Let this version serve, whatever the gate said.")
  private String promote = "";

  @Option(
      names = "--reject",
      paramLabel = "VERSION",
      description = "Do not let this version serve; if it does, return to the one before.")
  private String reject = "";

  @Option(
      names = "--pin",
      paramLabel = "VERSION",
      description = "Let this version serve, and nothing else until --unpin.")
  private String pin = "";

  @Option(
      names = "--unpin",
      paramLabel = "VERSION",
      description = "Take back the pin and decide on candidates again.")
  private String unpin = "";

  /** What is wanted, and of which version. */
  Map.Entry<Order, String> given() {
    Map<Order, String> given = new EnumMap<>(Order.class);
    given.put(Order.PROMOTE, promote);
    given.put(Order.REJECT, reject);
    given.put(Order.PIN, pin);
    given.put(Order.UNPIN, unpin);
    given.values().removeIf(String::isEmpty);
    return given.entrySet().iterator().next();
  }
}
