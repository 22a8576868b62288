/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.topics;

import io.freshet.cli.options.FailedException;
import io.freshet.cli.options.WrongUseException;
import io.freshet.config.KafkaConfig;
import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.Command;
import io.freshet.connectors.records.ModelVersion.Order;
import io.freshet.connectors.registry.ModelRegistry;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

  /** An order to promote a version. */
  static VersionOrder promote(String version) {
    VersionOrder order = new VersionOrder();
    order.promote = version;
    return order;
  }

  /**
   * The command for the version that was named.
   *
   * @param versions all that is known
   * @param registry where folders of versions are
   * @throws WrongUseException where there is no such version, or one that is to serve was deleted
   */
  Command command(List<ModelVersion> versions, ModelRegistry registry, String reason, long now)
      throws IOException {
    Map<Order, String> given = new HashMap<>();
    given.put(Order.PROMOTE, promote);
    given.put(Order.REJECT, reject);
    given.put(Order.PIN, pin);
    given.put(Order.UNPIN, unpin);
    given.values().removeIf(String::isEmpty);
    Map.Entry<Order, String> wanted = given.entrySet().iterator().next();
    Map<String, ModelVersion> known = new TreeMap<>();
    versions.forEach(version -> known.put(version.name(), version));
    ModelVersion version = known.get(wanted.getValue());
    if (version == null) {
      throw new WrongUseException(
          "there is no version '%s'; known are %s".formatted(wanted.getValue(), known.keySet()));
    }
    Order order = wanted.getKey();
    List<String> there = registry.names();
    // Where the registry cannot be seen from here, nothing is known against the version.
    if ((order == Order.PROMOTE || order == Order.PIN)
        && !there.isEmpty()
        && !there.contains(version.name())) {
      throw new WrongUseException(
          "version '%s' was deleted from the registry (registry.keep-last, keep-promoted, keep-days); it holds %s"
              .formatted(version.name(), there));
    }
    return new Command(version.step(), version.digest(), version.uri(), order, reason, now);
  }

  /** Writes a command to the topic of versions, where the gate reads it. */
  static void send(KafkaConfig kafka, Command command)
      throws FailedException, InterruptedException {
    ModelVersion record = command;
    SentRecord.of(kafka, ProducerRecords.of(kafka.topics().modelVersions(), record));
  }
}
