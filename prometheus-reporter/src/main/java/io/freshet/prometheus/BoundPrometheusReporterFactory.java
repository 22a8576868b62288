/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.prometheus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.apache.flink.metrics.prometheus.BoundPrometheusReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;
import org.apache.flink.util.NetUtils;

/**
 * Found by Flink where {@code metrics.reporter.NAME.factory.class} names it. Options of the
 * reporter: {@code host} (default 127.0.0.1) and {@code port}, one or a range such as 9249-9259
 * (default 9249).
 */
public final class BoundPrometheusReporterFactory implements MetricReporterFactory {

  /** For Flink, which finds the factory as a service. */
  public BoundPrometheusReporterFactory() {}

  @Override
  public BoundPrometheusReporter createMetricReporter(Properties properties) {
    String host = properties.getProperty("host", "127.0.0.1");
    String ports = properties.getProperty("port", "9249");
    try {
      return new BoundPrometheusReporter(host, NetUtils.getPortRangeFromString(ports));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
