/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.job;

import io.freshet.jobs.flink.JobMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.Scheduled;

/**
 * Appends to a file what the trainer's gauges say: a line a step with the milliseconds that it took
 * and one a checkpoint with those for which it held training up. Read often enough to miss none.
 */
final class GaugeFile implements MetricReporter, Scheduled {
  private static final String NAME = "gauges";
  private static final String FILE = "file";
  private static final String STEP = "step";
  private static final String STALL = "stall";

  private final Map<String, Gauge<?>> gauges = new ConcurrentHashMap<>();
  private String file = "";
  private long lastStep;
  private long lastStall;

  /** Has a cluster report to a file. */
  static void configure(Configuration settings, Path file) {
    String prefix = "metrics.reporter." + NAME + ".";
    settings.setString("metrics.reporters", NAME);
    settings.setString(prefix + "factory.class", GaugeFileFactory.class.getName());
    settings.setString(prefix + "interval", "10 ms");
    settings.setString(prefix + FILE, file.toString());
  }

  /** Milliseconds of steps. */
  static double[] steps(Path file) throws IOException {
    return read(file, STEP);
  }

  /** Milliseconds for which checkpoints held training up. */
  static double[] stalls(Path file) throws IOException {
    return read(file, STALL);
  }

  private static double[] read(Path file, String what) throws IOException {
    if (Files.notExists(file)) {
      return new double[0];
    }
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(what + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(what.length() + 1)))
        .toArray();
  }

  @Override
  public void open(MetricConfig config) {
    file = Objects.requireNonNull(config.getString(FILE, ""));
  }

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    if (metric instanceof Gauge<?> gauge) {
      gauges.put(name, gauge);
    }
  }

  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {}

  @Override
  public void report() {
    long step = value(JobMetrics.LAST_STEP_TIME);
    if (step != lastStep) {
      lastStep = step;
      append(STEP, value(JobMetrics.LAST_STEP_DURATION));
    }
    long stall = value(JobMetrics.BARRIER_STALL);
    if (stall != lastStall) {
      lastStall = stall;
      append(STALL, stall);
    }
  }

  private long value(JobMetrics metric) {
    Gauge<?> gauge = gauges.get(metric.properties().metric());
    return gauge != null && gauge.getValue() instanceof Long value ? value : 0;
  }

  private void append(String what, long milliseconds) {
    try {
      Files.writeString(
          Path.of(file),
          what + " " + milliseconds + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {}
}
