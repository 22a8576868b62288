/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.Option;
import io.freshet.config.option.Section;
import io.freshet.config.option.Values;
import io.freshet.connectors.opensearch.client.Authentication;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.TlsSettings;
import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How OpenSearch is reached, and how its indices are laid out.
 *
 * @param connection what a client needs; secrets in it are masked wherever configurations are
 *     printed
 * @param alias the alias that searches resolve; indices are called {@code
 *     <alias>-g<number>-<digest8>}
 * @param shards primary shards of an index
 * @param replicas copies of every shard beyond the primary
 */
public record OpenSearchConfig(
    ConnectionSettings connection, String alias, int shards, int replicas) implements Serializable {
  /** AWS's name of its managed service. */
  private static final String MANAGED = "es";

  /** The options of OpenSearch. */
  static final Options OPTIONS = new Options();

  /** The options of OpenSearch. */
  static final class Options extends Section<OpenSearchConfig> {
    final Option<String> url =
        add(
            Option.matching(
                "opensearch.url",
                "http://localhost:9200",
                "https?://\\S+",
                "http://.. or https://..",
                "Base URL of OpenSearch, or those of several nodes of one cluster, separated by"
                    + " commas."),
            OpenSearchConfig::url);
    final Option<String> alias =
        add(
            Option.matching(
                "opensearch.alias",
                "docs",
                "[a-z][a-z0-9-]{0,63}",
                "lower-case letters, digits, hyphen",
                "Alias that searches resolve; indices are named after it."),
            OpenSearchConfig::alias);
    final Option<String> username =
        add(
            Option.text("opensearch.username", "", "User, empty for none."),
            config -> config.basic().map(Authentication.Basic::username).orElse(""));
    final Option<String> password =
        add(
            Option.secret("opensearch.password", "Password of the user."),
            config -> config.basic().map(Authentication.Basic::password).orElse(""));
    final Option<String> caFile =
        add(
            Option.text(
                "opensearch.ca-file",
                "",
                "PEM file of the authorities to trust, read on every TaskManager; empty for those"
                    + " of the Java platform."),
            config -> config.connection().tls().caFile());
    final Option<String> certificateFile =
        add(
            Option.text(
                "opensearch.certificate-file",
                "",
                "The client's own certificate, read on every TaskManager: a PEM chain, or a PKCS12"
                    + " store where there is no key file; empty for none."),
            config -> config.connection().tls().certificateFile());
    final Option<String> keyFile =
        add(
            Option.text(
                "opensearch.key-file",
                "",
                "PEM file of the certificate's private key, PKCS8 without encryption; empty for"
                    + " none."),
            config -> config.connection().tls().keyFile());
    final Option<String> certificatePassword =
        add(
            Option.secret("opensearch.certificate-password", "Password of the PKCS12 store."),
            config -> config.connection().tls().password());
    final Option<String> awsRegion =
        add(
            Option.text(
                "opensearch.aws-region",
                "",
                "Region such as eu-central-1, for requests signed for AWS (version 4) with the"
                    + " credentials of the SDK's default chain; empty for none. Needs the SDK's"
                    + " jars: docs/opensearch-sink.md."),
            config -> config.aws().map(Authentication.AwsSigV4::region).orElse(""));
    final Option<String> awsService =
        add(
            Option.matching(
                "opensearch.aws-service",
                MANAGED,
                "es|aoss",
                "es or aoss",
                "AWS's name of the service that signed requests are for: es, or aoss for the"
                    + " serverless one."),
            config -> config.aws().map(Authentication.AwsSigV4::service).orElse(MANAGED));
    final Option<Duration> connectTimeout =
        add(
            Option.duration(
                "opensearch.connect-timeout",
                Duration.ofSeconds(5),
                Duration.ofMillis(1),
                Duration.ofMinutes(10),
                "How long a connection may take."),
            config -> config.connection().connectTimeout());
    final Option<Duration> responseTimeout =
        add(
            Option.duration(
                "opensearch.response-timeout",
                Duration.ofSeconds(60),
                Duration.ofMillis(1),
                Duration.ofMinutes(30),
                "How long an answer may take; what was not answered is sent again."),
            config -> config.connection().responseTimeout());
    final Option<Integer> shards =
        add(
            Option.integer("opensearch.shards", 1, 1, 1024, "Primary shards of an index."),
            OpenSearchConfig::shards);
    final Option<Integer> replicas =
        add(
            Option.integer(
                "opensearch.replicas", 0, 0, 16, "Copies of every shard beyond the primary."),
            OpenSearchConfig::replicas);

    private Options() {}

    OpenSearchConfig read(Values v) {
      ConnectionSettings connection =
          new ConnectionSettings(
              withoutSlashes(v.get(url)),
              authentication(v),
              new TlsSettings(
                  v.get(caFile),
                  v.get(certificateFile),
                  v.get(keyFile),
                  v.get(certificatePassword)),
              v.get(connectTimeout),
              v.get(responseTimeout));
      return new OpenSearchConfig(connection, v.get(alias), v.get(shards), v.get(replicas));
    }

    private Authentication authentication(Values v) {
      if (!v.get(awsRegion).isEmpty()) {
        return new Authentication.AwsSigV4(v.get(awsRegion), v.get(awsService));
      }
      return v.get(username).isEmpty()
          ? new Authentication.None()
          : new Authentication.Basic(v.get(username), v.get(password));
    }

    private static String withoutSlashes(String urls) {
      return Arrays.stream(urls.split(",", -1))
          .map(FreshetConfig::withoutSlash)
          .collect(Collectors.joining(","));
    }

    @Override
    protected void check(Values v, List<String> problems) {
      if (v.get(username).isEmpty() != v.get(password).isEmpty()) {
        problems.add("%s and %s: give both or neither".formatted(username.key(), password.key()));
      }
      if (!v.get(username).isEmpty() && !v.get(awsRegion).isEmpty()) {
        problems.add(
            "%s and %s: requests are signed or have a password, not both"
                .formatted(username.key(), awsRegion.key()));
      }
      if (!v.get(keyFile).isEmpty() && v.get(certificateFile).isEmpty()) {
        problems.add("%s: needs its %s".formatted(keyFile.key(), certificateFile.key()));
      }
      boolean encrypted =
          Arrays.stream(v.get(url).split(",", -1)).allMatch(each -> each.startsWith("https:"));
      boolean asked = !(v.get(caFile) + v.get(certificateFile) + v.get(awsRegion)).isEmpty();
      if (asked && !encrypted) {
        problems.add(
            "%s: certificates and AWS signatures need https, not %s"
                .formatted(url.key(), v.get(url)));
      }
    }
  }

  /** Base URL, or several separated by commas. */
  public String url() {
    return connection.url();
  }

  private Optional<Authentication.Basic> basic() {
    return connection.authentication() instanceof Authentication.Basic basic
        ? Optional.of(basic)
        : Optional.empty();
  }

  private Optional<Authentication.AwsSigV4> aws() {
    return connection.authentication() instanceof Authentication.AwsSigV4 aws
        ? Optional.of(aws)
        : Optional.empty();
  }
}
