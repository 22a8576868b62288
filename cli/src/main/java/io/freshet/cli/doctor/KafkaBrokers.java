/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.doctor;

import io.freshet.config.KafkaConfig;
import io.freshet.deployment.PlatformTopics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;

/** The brokers and topics of a configuration. Stateless. */
final class KafkaBrokers {
  private static final String SUBJECT = "Kafka";
  private static final int CONNECT_MILLIS = 3_000;

  private KafkaBrokers() {}

  static List<Finding> findings(KafkaConfig kafka) throws InterruptedException {
    String remedy =
        "start the brokers or correct kafka.bootstrap-servers; 'freshet local' brings its own";
    if (Stream.of(kafka.bootstrapServers().split(",", -1)).noneMatch(KafkaBrokers::answers)) {
      return List.of(
          Finding.fail(SUBJECT, "nothing listens at " + kafka.bootstrapServers(), remedy));
    }
    try {
      List<Finding> findings = new ArrayList<>();
      List<String> missing = PlatformTopics.missing(kafka);
      List<String> unfit = PlatformTopics.unfit(kafka);
      findings.add(Finding.ok(SUBJECT, "answers at " + kafka.bootstrapServers()));
      if (!missing.isEmpty()) {
        findings.add(
            Finding.warn(
                "topics",
                "missing: " + String.join(", ", missing),
                "'freshet topics' makes them, and so do submit, produce and local"));
      }
      unfit.forEach(problem -> findings.add(Finding.fail("topics", problem, "")));
      if (missing.isEmpty() && unfit.isEmpty()) {
        findings.add(Finding.ok("topics", "all are there and as they must be"));
      }
      return findings;
    } catch (IOException | KafkaException e) {
      return List.of(Finding.fail(SUBJECT, String.valueOf(e.getMessage()), remedy));
    }
  }

  /** Asked first, since a Kafka client waits long for brokers that are not there. */
  private static boolean answers(String server) {
    int colon = server.lastIndexOf(':');
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(
              server.substring(0, Math.max(0, colon)).strip(),
              Integer.parseInt(server.substring(colon + 1).strip())),
          CONNECT_MILLIS);
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
