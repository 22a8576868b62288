/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.ByteSize;
import io.freshet.config.option.Option;
import io.freshet.config.option.Section;
import io.freshet.config.option.Values;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * The search service, {@code freshet serve}.
 *
 * @param host name or address that it listens on
 * @param port 0 for any free one
 * @param tokenFile tokens that callers must show, one a line; empty where none is needed
 * @param operatorTokenFile tokens of those who may act on its page, one a line; empty for one that
 *     is drawn at the start and printed
 * @param open whether it may listen beyond loopback though no token is needed
 * @param tlsCertificate PEM chain; empty for plain HTTP
 * @param tlsKey its private key, PEM; empty for plain HTTP
 * @param followInterval between two looks at the alias
 * @param batchTokens tokens that are encoded together at most
 * @param linger how long a text waits for others to be encoded with
 * @param waitingTexts texts that may wait to be encoded
 * @param maximumBody bytes of a request's body
 * @param maximumTexts texts of a request
 * @param requestsPerSecond of each token, or of all together; 0 for no limit
 * @param requestTimeout after which a request is given up
 * @param stopTimeout for requests that are under way when the service stops
 * @param mapQueries whether queries of a version that is being built are mapped into the serving
 *     generation where the probe sets say that it helps
 */
public record ServiceConfig(
    String host,
    int port,
    String tokenFile,
    String operatorTokenFile,
    boolean open,
    String tlsCertificate,
    String tlsKey,
    Duration followInterval,
    int batchTokens,
    Duration linger,
    int waitingTexts,
    ByteSize maximumBody,
    int maximumTexts,
    double requestsPerSecond,
    Duration requestTimeout,
    Duration stopTimeout,
    boolean mapQueries)
    implements Serializable {
  private static final String LOOPBACK = "localhost|127\\.[0-9.]+|::1|\\[::1]";

  /** The options of the service. */
  static final Options OPTIONS = new Options();

  /** The options of the service. */
  static final class Options extends Section<ServiceConfig> {
    final Option<String> host =
        add(
            Option.matching(
                "serving.host",
                "127.0.0.1",
                "\\S+",
                "a name or an address",
                "Name or address that `freshet serve` listens on; 0.0.0.0 for all, which needs `serving.token-file` or `serving.open`."),
            ServiceConfig::host);
    final Option<Integer> port =
        add(
            Option.integer(
                "serving.port", 8085, 0, 65_535, "Port that it listens on; 0 for any free one."),
            ServiceConfig::port);
    final Option<String> tokenFile =
        add(
            Option.text(
                "serving.token-file",
                "",
                "File of the tokens that callers must show as `Authorization: Bearer`, one a line; empty where none is needed."),
            ServiceConfig::tokenFile);
    final Option<String> operatorTokenFile =
        add(
            Option.text(
                "serving.operator-token-file",
                "",
                "File of the tokens of those who may act on the page of `freshet serve`, `local` and `status --page` (roll back, replay), one a line; where empty, one is drawn at every start and printed."),
            ServiceConfig::operatorTokenFile);
    final Option<Boolean> open =
        add(
            Option.flag(
                "serving.open",
                "Whether it may listen beyond loopback though no token is needed, because something else keeps strangers out."),
            ServiceConfig::open);
    final Option<String> tlsCertificate =
        add(
            Option.text(
                "serving.tls-certificate",
                "",
                "PEM file of the certificate, followed by those it stands on; empty for plain HTTP."),
            ServiceConfig::tlsCertificate);
    final Option<String> tlsKey =
        add(
            Option.text(
                "serving.tls-key",
                "",
                "PEM file of its private key, PKCS8 without encryption; empty for plain HTTP."),
            ServiceConfig::tlsKey);
    final Option<Duration> followInterval =
        add(
            Option.duration(
                "serving.follow-interval",
                Duration.ofSeconds(1),
                Duration.ofMillis(50),
                Duration.ofHours(1),
                "Time between two looks at the alias; well below `indexing.rollback-window`."),
            ServiceConfig::followInterval);
    final Option<Integer> batchTokens =
        add(
            Option.integer(
                "serving.batch-tokens",
                4096,
                1,
                10_000_000,
                "Tokens that are encoded together at most, of several requests; larger ones are cut into parts that take turns with the others."),
            ServiceConfig::batchTokens);
    final Option<Duration> linger =
        add(
            Option.duration(
                "serving.linger",
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofSeconds(1),
                "How long a text waits for others to be encoded with; without it only those that came while the device was busy are encoded together."),
            ServiceConfig::linger);
    final Option<Integer> waitingTexts =
        add(
            Option.integer(
                "serving.waiting-texts",
                4096,
                1,
                1_000_000,
                "Texts that may wait to be encoded; requests beyond are answered with 503 at once."),
            ServiceConfig::waitingTexts);
    final Option<ByteSize> maximumBody =
        add(
            Option.size(
                "serving.maximum-body",
                ByteSize.ofMebibytes(4),
                new ByteSize(1024),
                ByteSize.ofMebibytes(1024),
                "Size of a request's body at most."),
            ServiceConfig::maximumBody);
    final Option<Integer> maximumTexts =
        add(
            Option.integer(
                "serving.maximum-texts",
                2048,
                1,
                1_000_000,
                "Texts of a request at most; no more than `serving.waiting-texts`."),
            ServiceConfig::maximumTexts);
    final Option<Double> requestsPerSecond =
        add(
            Option.real(
                "serving.requests-per-second",
                0,
                0,
                1_000_000,
                "Requests a second that each token may send, or all callers together where no token is needed; 0 for no limit."),
            ServiceConfig::requestsPerSecond);
    final Option<Duration> requestTimeout =
        add(
            Option.duration(
                "serving.request-timeout",
                Duration.ofSeconds(30),
                Duration.ofMillis(10),
                Duration.ofHours(1),
                "Time after which a request is given up and answered with 504."),
            ServiceConfig::requestTimeout);
    final Option<Duration> stopTimeout =
        add(
            Option.duration(
                "serving.stop-timeout",
                Duration.ofSeconds(20),
                Duration.ZERO,
                Duration.ofMinutes(1),
                "How long requests that are under way may take when the service is stopped."),
            ServiceConfig::stopTimeout);
    final Option<Boolean> mapQueries =
        add(
            Option.flag(
                "serving.map-queries",
                "Whether `freshet serve` encodes the queries of searches by the version that is being built, through a map into the serving generation, where the probe sets (`evaluation.probe-path`) say that it helps."),
            ServiceConfig::mapQueries);

    private Options() {}

    ServiceConfig read(Values v) {
      return new ServiceConfig(
          v.get(host),
          v.get(port),
          v.get(tokenFile),
          v.get(operatorTokenFile),
          v.get(open),
          v.get(tlsCertificate),
          v.get(tlsKey),
          v.get(followInterval),
          v.get(batchTokens),
          v.get(linger),
          v.get(waitingTexts),
          v.get(maximumBody),
          v.get(maximumTexts),
          v.get(requestsPerSecond),
          v.get(requestTimeout),
          v.get(stopTimeout),
          v.get(mapQueries));
    }

    @Override
    protected void check(Values v, List<String> problems) {
      if (v.get(tlsCertificate).isEmpty() != v.get(tlsKey).isEmpty()) {
        problems.add(
            "%s and %s: give both or neither".formatted(tlsCertificate.key(), tlsKey.key()));
      }
      if (v.get(maximumTexts) > v.get(waitingTexts)) {
        problems.add("%s: must not exceed %s".formatted(maximumTexts.key(), waitingTexts.key()));
      }
      if (v.get(tokenFile).isEmpty() && !v.get(open) && !v.get(host).matches(LOOPBACK)) {
        problems.add(
            "%s: '%s' is reached from other machines; give %s, or set %s to true"
                .formatted(host.key(), v.get(host), tokenFile.key(), open.key()));
      }
      Option<String> probePath = EvaluationConfig.OPTIONS.probePath;
      if (v.get(mapQueries) && v.get(probePath).isBlank()) {
        problems.add(
            "%s: needs %s, whose judged queries say whether it helps"
                .formatted(mapQueries.key(), probePath.key()));
      }
    }
  }
}
