/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.config.FreshetConfig;
import io.freshet.config.KafkaConfig;
import io.freshet.connectors.opensearch.client.Authentication;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The statements that declare a deployment, with its names and addresses. Stateless. */
final class TableStatements {
  private static final String TEMPLATE = "tables.sql";
  private static final String MASK = "***";

  private TableStatements() {}

  /** All of them, each ended by a semicolon. */
  static String of(FreshetConfig config) throws IOException {
    String statements = template();
    for (Map.Entry<String, String> place : places(config).entrySet()) {
      statements = statements.replace("${" + place.getKey() + "}", place.getValue());
    }
    return statements;
  }

  private static String template() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(TableStatements.class.getResourceAsStream(TEMPLATE), TEMPLATE)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static Map<String, String> places(FreshetConfig config) {
    KafkaConfig kafka = config.kafka();
    Map<String, String> places = new LinkedHashMap<>();
    places.put("kafka", kafka(kafka));
    places.put("training-examples", quoted(kafka.topics().trainingExamples()));
    places.put("documents", quoted(kafka.topics().documents()));
    places.put("judgments", quoted(kafka.topics().judgments()));
    places.put("metrics", quoted(kafka.topics().metrics()));
    places.put("model-versions", quoted(kafka.topics().modelVersions()));
    places.put("opensearch", openSearch(config.opensearch().connection()));
    places.put("alias", quoted(config.opensearch().alias()));
    places.put("registry", quoted(config.registry().path()));
    return places;
  }

  private static String kafka(KafkaConfig kafka) {
    Map<String, String> options = new TreeMap<>();
    kafka
        .properties()
        .forEach(
            (name, value) ->
                options.put("properties." + name, KafkaConfig.isSecret(name) ? MASK : value));
    options.put("properties.bootstrap.servers", kafka.bootstrapServers());
    return options(options);
  }

  private static String openSearch(ConnectionSettings connection) {
    Map<String, String> options = new TreeMap<>();
    options.put("hosts", connection.url().replace(',', ';'));
    if (connection.authentication() instanceof Authentication.Basic basic) {
      options.put("username", basic.username());
      options.put("password", MASK);
    }
    if (!connection.tls().caFile().isEmpty()) {
      options.put("tls.ca-file", connection.tls().caFile());
    }
    return options(options);
  }

  private static String options(Map<String, String> options) {
    StringBuilder text = new StringBuilder();
    options.forEach(
        (name, value) -> {
          text.append(text.isEmpty() ? "" : ",\n  ");
          text.append("'").append(quoted(name)).append("' = '").append(quoted(value)).append("'");
        });
    return text.toString();
  }

  private static String quoted(String text) {
    return text.replace("'", "''");
  }
}
