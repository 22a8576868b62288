/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service;

import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.service.http.Answer;
import io.freshet.service.http.RequestListener;
import io.freshet.serving.live.LiveListener;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.IntSupplier;

/** The metrics of the service, with their names. Thread-safe. */
final class ServiceMetrics implements LiveListener, RequestListener {
  private final PrometheusRegistry registry = new PrometheusRegistry();

  private final Counter requests =
      Counter.builder()
          .name("freshet_http_requests_total")
          .help("requests answered, by route and status")
          .labelNames("route", "status")
          .register(registry);
  private final Histogram requestSeconds =
      Histogram.builder()
          .name("freshet_http_request_seconds")
          .help("seconds from the request's head to its answer, by route")
          .unit(Unit.SECONDS)
          .labelNames("route")
          .classicOnly()
          .classicUpperBounds(.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30)
          .register(registry);
  private final Histogram batchTexts =
      Histogram.builder()
          .name("freshet_encode_batch_texts")
          .help("texts of a call of the device")
          .classicOnly()
          .classicExponentialUpperBounds(1, 2, 12)
          .register(registry);
  private final Histogram batchTokens =
      Histogram.builder()
          .name("freshet_encode_batch_tokens")
          .help("tokens of a call of the device, without padding")
          .classicOnly()
          .classicExponentialUpperBounds(8, 2, 12)
          .register(registry);
  private final Histogram encodeSeconds =
      Histogram.builder()
          .name("freshet_encode_seconds")
          .help("seconds that a call of the device took")
          .unit(Unit.SECONDS)
          .classicOnly()
          .classicUpperBounds(.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5)
          .register(registry);
  private final Counter switches =
      Counter.builder()
          .name("freshet_serving_switches_total")
          .help("times that requests got another generation; the first one counts")
          .register(registry);
  private final Counter followFailures =
      Counter.builder()
          .name("freshet_serving_follow_failures_total")
          .help("times that the alias could not be followed")
          .register(registry);
  private final Info generation =
      Info.builder()
          .name("freshet_serving_generation_info")
          .help("the generation that requests get, and the version that built it")
          .labelNames("index", "version")
          .register(registry);

  private final Info queries =
      Info.builder()
          .name("freshet_serving_queries_info")
          .help("the version that encodes queries; another than the generation's where it is ahead")
          .labelNames("version")
          .register(registry);

  /** Adds the texts that wait to be encoded, whoever counts them. */
  void waiting(IntSupplier texts) {
    GaugeWithCallback.builder()
        .name("freshet_encode_waiting_texts")
        .help("texts that wait to be encoded")
        .callback(callback -> callback.call(texts.getAsInt()))
        .register(registry);
  }

  @Override
  public void answered(String route, int status, Duration time) {
    requests.labelValues(route, Integer.toString(status)).inc();
    requestSeconds.labelValues(route).observe(seconds(time));
  }

  @Override
  public void encoded(int texts, long tokens, Duration time) {
    batchTexts.observe(texts);
    batchTokens.observe((double) tokens);
    encodeSeconds.observe(seconds(time));
  }

  @Override
  public void switched(ServingGeneration next) {
    switches.inc();
    generation.setLabelValues(next.index(), next.versionName());
    queries.setLabelValues(next.versionName());
  }

  @Override
  public void queriesBy(String versionName) {
    queries.setLabelValues(versionName);
  }

  @Override
  public void followFailed(String reason) {
    followFailures.inc();
  }

  /** {@code GET /metrics}: all of them, as Prometheus reads them. */
  Answer answer() {
    PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writer.write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Answer(200, writer.getContentType(), out.toByteArray(), Map.of());
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
