/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.connectors.opensearch.client.Authentication;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.TlsSettings;
import io.freshet.sql.Sql;
import io.freshet.sql.options.OpenSearchOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables with wrong options, seen as a person sees them: no server is asked. */
class OpenSearchTableFactoryTest {
  private static final Sql SQL = Sql.session(1);
  private static final String COLUMNS =
      "id STRING, v ARRAY<FLOAT>, n BIGINT, PRIMARY KEY (id) NOT ENFORCED";

  private static String plan(String columns, String options) {
    SQL.tables().executeSql("DROP TEMPORARY TABLE IF EXISTS t");
    SQL.tables()
        .executeSql(
            "CREATE TEMPORARY TABLE t (%s) WITH ('connector' = 'freshet-opensearch', %s)"
                .formatted(columns, options));
    return SQL.tables()
        .explainSql(
            "INSERT INTO t SELECT id, v, n FROM (VALUES"
                + " ('1', ARRAY[CAST(1 AS FLOAT), CAST(0 AS FLOAT)], CAST(1 AS BIGINT)))"
                + " AS r (id, v, n)");
  }

  private static final String RIGHT =
      "'hosts' = 'http://localhost:9200', 'index' = 'i', 'vector.dimension' = '2'";

  @Test
  void everyOptionIsTaken() {
    assertThat(
            plan(
                COLUMNS,
                RIGHT
                    + ", 'username' = 'u', 'password' = 'p', 'connection.connect-timeout' = '1 s',"
                    + " 'connection.response-timeout' = '1 s', 'format' = 'json',"
                    + " 'json.timestamp-format.standard' = 'ISO-8601', 'vector.column' = 'v',"
                    + " 'document-id.key-delimiter' = '$', 'sink.version-column' = 'n',"
                    + " 'sink.missing-index' = 'create', 'sink.rejected-documents' = 'drop',"
                    + " 'sink.bulk-flush.max-actions' = '1', 'sink.bulk-flush.max-size' = '1 mb',"
                    + " 'sink.bulk-flush.interval' = '1 s', 'sink.max-in-flight-requests' = '1',"
                    + " 'sink.give-up-after' = '1 min', 'sink.parallelism' = '1'"))
        .contains("Sink");
  }

  static Stream<Arguments> security() {
    return Stream.of(
        Arguments.of(
            "'tls.ca-file' = '/ca.pem', 'tls.certificate-file' = '/me.pem',"
                + " 'tls.key-file' = '/key.pem'",
            new TlsSettings("/ca.pem", "/me.pem", "/key.pem", ""),
            new Authentication.None()),
        Arguments.of(
            "'tls.certificate-file' = '/me.p12', 'tls.certificate-password' = 's',"
                + " 'username' = 'u', 'password' = 'p'",
            new TlsSettings("", "/me.p12", "", "s"),
            new Authentication.Basic("u", "p")),
        Arguments.of(
            "'aws.region' = 'eu-central-1'",
            TlsSettings.PLATFORM,
            new Authentication.AwsSigV4("eu-central-1", "es")),
        Arguments.of(
            "'aws.region' = 'eu-central-1', 'aws.service' = 'aoss'",
            TlsSettings.PLATFORM,
            new Authentication.AwsSigV4("eu-central-1", "aoss")));
  }

  @ParameterizedTest
  @MethodSource
  void security(String options, TlsSettings tls, Authentication authentication) {
    assertThat(plan(COLUMNS, RIGHT.replace("http:", "https:") + ", " + options)).contains("Sink");
    Map<String, String> values = new HashMap<>(Map.of("hosts", "https://localhost:9200"));
    Pattern.compile("'([^']+)' = '([^']+)'")
        .matcher(options)
        .results()
        .forEach(option -> values.put(option.group(1), option.group(2)));
    ConnectionSettings settings = OpenSearchOptions.connection(Configuration.fromMap(values));
    assertThat(settings.tls()).isEqualTo(tls);
    assertThat(settings.authentication()).isEqualTo(authentication);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of(
            RIGHT + ", 'sink.missing-indx' = 'create'",
            "has no option 'sink.missing-indx'; did you mean 'sink.missing-index'?"),
        Arguments.of("'hosts' = 'localhost', 'index' = 'i', 'vector.dimension' = '2'", "'hosts'"),
        Arguments.of("'hosts' = 'http://localhost:9200', 'vector.dimension' = '2'", "index"),
        Arguments.of("'hosts' = 'http://localhost:9200', 'index' = 'i'", "'vector.dimension'"),
        Arguments.of(
            RIGHT + ", 'vector.column' = 'vv'", "there is no column 'vv'; did you mean 'v'?"),
        Arguments.of(RIGHT + ", 'vector.column' = 'n'", "'n' is no ARRAY<FLOAT>"),
        Arguments.of(RIGHT + ", 'sink.version-column' = 'id'", "'sink.version-column'"),
        Arguments.of(RIGHT + ", 'password' = 'p'", "give 'username' too"),
        Arguments.of(RIGHT + ", 'tls.key-file' = '/k.pem'", "give 'tls.certificate-file' too"),
        Arguments.of(
            RIGHT
                + ", 'tls.certificate-file' = '/c.pem', 'tls.key-file' = '/k.pem',"
                + " 'tls.certificate-password' = 's'",
            "'tls.certificate-password'"),
        Arguments.of(RIGHT + ", 'aws.service' = 'aoss'", "give 'aws.region' too"),
        Arguments.of(RIGHT + ", 'aws.region' = 'eu-central-1'", "begins with https://"),
        Arguments.of(
            RIGHT.replace("http:", "https:")
                + ", 'aws.region' = 'eu-central-1', 'aws.service' = 's3'",
            "'aws.service'"),
        Arguments.of(
            RIGHT.replace("http:", "https:") + ", 'aws.region' = 'eu-central-1', 'username' = 'u'",
            "leave one out"),
        Arguments.of(RIGHT + ", 'aws.regoin' = 'x'", "did you mean 'aws.region'?"),
        Arguments.of(RIGHT + ", 'sink.max-in-flight-requests' = '0'", "1 or more, not 0"),
        Arguments.of(RIGHT + ", 'sink.missing-index' = 'make'", "sink.missing-index"),
        Arguments.of(RIGHT + ", 'version' = 'serving'", "can be searched alone"));
  }

  @ParameterizedTest
  @MethodSource
  void wrong(String options, String message) {
    assertThatThrownBy(() -> plan(COLUMNS, options)).hasStackTraceContaining(message);
  }

  static Stream<Arguments> wrongSearches() {
    return Stream.of(
        Arguments.of(RIGHT + ", 'registry' = '/r'", "add 'version' = 'serving'"),
        Arguments.of(RIGHT + ", 'version' = '400-1a2b3c4d'", "a table knows 'serving' alone"),
        Arguments.of(RIGHT + ", 'version' = 'serving'", "say where the versions are kept"),
        Arguments.of(
            RIGHT + ", 'version' = 'serving', 'registry' = '/r', 'search.task' = 'code'",
            "'search.task'"),
        Arguments.of(
            RIGHT + ", 'version' = 'serving', 'registry' = '/r', 'max-length' = '9'",
            "give 'prompt' too"),
        Arguments.of(
            RIGHT + ", 'version' = 'serving', 'registry' = '/r', 'search.intervall' = '1 s'",
            "did you mean 'search.interval'?"));
  }

  @ParameterizedTest
  @MethodSource
  void wrongSearches(String options, String message) {
    SQL.tables().executeSql("DROP TEMPORARY TABLE IF EXISTS t");
    SQL.tables()
        .executeSql(
            "CREATE TEMPORARY TABLE t (%s) WITH ('connector' = 'freshet-opensearch', %s)"
                .formatted(COLUMNS, options));
    assertThatThrownBy(
            () ->
                SQL.tables()
                    .explainSql(
                        "SELECT * FROM (VALUES (ARRAY[CAST(1 AS FLOAT)])) AS q (w), LATERAL"
                            + " TABLE(VECTOR_SEARCH(TABLE t, DESCRIPTOR(v), q.w, 1))"))
        .hasStackTraceContaining(message);
  }

  @Test
  void aTableNeedsAKey() {
    assertThatThrownBy(() -> plan("id STRING, v ARRAY<FLOAT>, n BIGINT", RIGHT))
        .hasStackTraceContaining("add PRIMARY KEY (..) NOT ENFORCED");
  }
}
