/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.options;

import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.TlsSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/** Where a table lies: what its sink and its search have in common. */
public final class OpenSearchOptions {

  /** The nodes. */
  public static final ConfigOption<List<String>> HOSTS =
      ConfigOptions.key("hosts")
          .stringType()
          .asList()
          .noDefaultValue()
          .withDescription(
              "Nodes of one cluster, such as 'https://node-1:9200;https://node-2:9200'.");

  /** The index. */
  public static final ConfigOption<String> INDEX =
      ConfigOptions.key("index")
          .stringType()
          .noDefaultValue()
          .withDescription("The index; the alias of generations where 'version' is 'serving'.");

  /** Who asks. */
  public static final ConfigOption<String> USERNAME =
      ConfigOptions.key("username")
          .stringType()
          .defaultValue("")
          .withDescription("Name of a user; without one requests carry no name.");

  /** With which secret. */
  public static final ConfigOption<String> PASSWORD =
      ConfigOptions.key("password")
          .stringType()
          .defaultValue("")
          .withDescription("The user's password.");

  /** Whom to trust. */
  public static final ConfigOption<String> TLS_CA_FILE =
      ConfigOptions.key("tls.ca-file")
          .stringType()
          .defaultValue("")
          .withDescription(
              "PEM file of the authorities to trust, on every TaskManager; the Java platform's"
                  + " own without one.");

  /** How long to connect. */
  public static final ConfigOption<Duration> CONNECT_TIMEOUT =
      ConfigOptions.key("connection.connect-timeout")
          .durationType()
          .defaultValue(Duration.ofSeconds(5))
          .withDescription("How long a connection may take.");

  /** How long to wait. */
  public static final ConfigOption<Duration> RESPONSE_TIMEOUT =
      ConfigOptions.key("connection.response-timeout")
          .durationType()
          .defaultValue(Duration.ofSeconds(60))
          .withDescription("How long an answer may take.");

  /** How rows become JSON. */
  public static final ConfigOption<String> FORMAT =
      ConfigOptions.key("format")
          .stringType()
          .defaultValue("json")
          .withDescription("How rows become documents and back: a format that writes JSON.");

  /** Which column has the vector. */
  public static final ConfigOption<String> VECTOR_COLUMN =
      ConfigOptions.key("vector.column")
          .stringType()
          .noDefaultValue()
          .withDescription("The column of vectors; by default the only one of ARRAY<FLOAT>.");

  /** Numbers of a vector. */
  public static final ConfigOption<Integer> VECTOR_DIMENSION =
      ConfigOptions.key("vector.dimension")
          .intType()
          .noDefaultValue()
          .withDescription("Numbers of a vector; needed where the table has vectors.");

  private OpenSearchOptions() {}

  /** Those without which there is no table. */
  public static Set<ConfigOption<?>> required() {
    return Set.of(HOSTS, INDEX);
  }

  /** All others. */
  public static Set<ConfigOption<?>> optional() {
    return Set.of(
        USERNAME,
        PASSWORD,
        TLS_CA_FILE,
        CONNECT_TIMEOUT,
        RESPONSE_TIMEOUT,
        FORMAT,
        VECTOR_COLUMN,
        VECTOR_DIMENSION);
  }

  /**
   * How the cluster is reached.
   *
   * @throws org.apache.flink.table.api.ValidationException naming the option that is wrong
   */
  public static ConnectionSettings connection(ReadableConfig options) {
    String url = String.join(",", options.get(HOSTS));
    try {
      OpenSearchConnection.checkUrl(url);
    } catch (IllegalArgumentException e) {
      throw OptionNames.wrong(HOSTS, String.valueOf(e.getMessage()));
    }
    if (options.get(USERNAME).isEmpty() && !options.get(PASSWORD).isEmpty()) {
      throw OptionNames.wrong(PASSWORD, "a password without a name; give 'username' too");
    }
    Duration connect = notTooShort(CONNECT_TIMEOUT, options);
    Duration response = notTooShort(RESPONSE_TIMEOUT, options);
    return ConnectionSettings.of(url)
        .asUser(options.get(USERNAME), options.get(PASSWORD))
        .over(TlsSettings.PLATFORM.trusting(options.get(TLS_CA_FILE)))
        .within(connect, response);
  }

  private static Duration notTooShort(ConfigOption<Duration> option, ReadableConfig options) {
    Duration value = options.get(option);
    if (value.toMillis() < 1) {
      throw OptionNames.wrong(option, "give a millisecond or more, not " + value);
    }
    return value;
  }
}
