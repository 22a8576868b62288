/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.options;

import io.freshet.connectors.opensearch.client.Authentication;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.TlsSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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

  /** Who the client is. */
  public static final ConfigOption<String> TLS_CERTIFICATE_FILE =
      ConfigOptions.key("tls.certificate-file")
          .stringType()
          .defaultValue("")
          .withDescription(
              "The client's own certificate, on every TaskManager: a PEM chain, or a PKCS12 store"
                  + " where there is no key file.");

  /** What proves it. */
  public static final ConfigOption<String> TLS_KEY_FILE =
      ConfigOptions.key("tls.key-file")
          .stringType()
          .defaultValue("")
          .withDescription("PEM file of the certificate's private key, PKCS8 without encryption.");

  /** What opens it. */
  public static final ConfigOption<String> TLS_CERTIFICATE_PASSWORD =
      ConfigOptions.key("tls.certificate-password")
          .stringType()
          .defaultValue("")
          .withDescription("Password of the PKCS12 store.");

  /** Where AWS is. */
  public static final ConfigOption<String> AWS_REGION =
      ConfigOptions.key("aws.region")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "A region such as 'eu-central-1': requests are signed for AWS, with the credentials"
                  + " that the SDK's default chain finds on every TaskManager.");

  /** What AWS calls the cluster. */
  public static final ConfigOption<String> AWS_SERVICE =
      ConfigOptions.key("aws.service")
          .stringType()
          .defaultValue("es")
          .withDescription("'es', or 'aoss' for the serverless service.");

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
        TLS_CERTIFICATE_FILE,
        TLS_KEY_FILE,
        TLS_CERTIFICATE_PASSWORD,
        AWS_REGION,
        AWS_SERVICE,
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
    Duration connect = notTooShort(CONNECT_TIMEOUT, options);
    Duration response = notTooShort(RESPONSE_TIMEOUT, options);
    return ConnectionSettings.of(url)
        .as(authentication(options, url))
        .over(tls(options))
        .within(connect, response);
  }

  private static Authentication authentication(ReadableConfig options, String url) {
    String username = options.get(USERNAME);
    if (username.isEmpty() && !options.get(PASSWORD).isEmpty()) {
      throw OptionNames.wrong(PASSWORD, "a password without a name; give 'username' too");
    }
    Optional<String> region = options.getOptional(AWS_REGION);
    if (region.isEmpty()) {
      if (options.getOptional(AWS_SERVICE).isPresent()) {
        throw OptionNames.wrong(AWS_SERVICE, "give 'aws.region' too");
      }
      return username.isEmpty()
          ? new Authentication.None()
          : new Authentication.Basic(username, options.get(PASSWORD));
    }
    if (!username.isEmpty()) {
      throw OptionNames.wrong(
          AWS_REGION, "requests are signed, or have a name and a password; leave one out");
    }
    if (!Stream.of(url.split(",", -1)).allMatch(node -> node.startsWith("https:"))) {
      throw OptionNames.wrong(HOSTS, "signed requests go to a URL that begins with https://");
    }
    try {
      return new Authentication.AwsSigV4(region.get(), options.get(AWS_SERVICE));
    } catch (IllegalArgumentException e) {
      throw OptionNames.wrong(
          region.get().isEmpty() ? AWS_REGION : AWS_SERVICE, String.valueOf(e.getMessage()));
    }
  }

  private static TlsSettings tls(ReadableConfig options) {
    TlsSettings trusting = TlsSettings.PLATFORM.trusting(options.get(TLS_CA_FILE));
    String certificate = options.get(TLS_CERTIFICATE_FILE);
    String key = options.get(TLS_KEY_FILE);
    String password = options.get(TLS_CERTIFICATE_PASSWORD);
    if (certificate.isEmpty() && !(key.isEmpty() && password.isEmpty())) {
      throw OptionNames.wrong(
          key.isEmpty() ? TLS_CERTIFICATE_PASSWORD : TLS_KEY_FILE,
          "give 'tls.certificate-file' too");
    }
    if (!key.isEmpty() && !password.isEmpty()) {
      throw OptionNames.wrong(
          TLS_CERTIFICATE_PASSWORD,
          "a PKCS12 store has a password and no key file, and a PEM file the other way round");
    }
    if (certificate.isEmpty()) {
      return trusting;
    }
    return key.isEmpty()
        ? trusting.showingPkcs12(certificate, password)
        : trusting.showingPem(certificate, key);
  }

  private static Duration notTooShort(ConfigOption<Duration> option, ReadableConfig options) {
    Duration value = options.get(option);
    if (value.toMillis() < 1) {
      throw OptionNames.wrong(option, "give a millisecond or more, not " + value);
    }
    return value;
  }
}
