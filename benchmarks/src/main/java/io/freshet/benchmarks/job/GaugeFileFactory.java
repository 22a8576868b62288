/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.job;

import java.util.Properties;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** By which Flink finds {@link GaugeFile}. */
public final class GaugeFileFactory implements MetricReporterFactory {

  /** Called by Flink. */
  public GaugeFileFactory() {}

  @Override
  public MetricReporter createMetricReporter(Properties properties) {
    return new GaugeFile();
  }
}
