/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.Set;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.prometheus.BoundPrometheusReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;
import org.apache.flink.runtime.clusterframework.types.ResourceID;
import org.apache.flink.runtime.metrics.NoOpMetricRegistry;
import org.apache.flink.runtime.metrics.filter.ReporterFilter;
import org.apache.flink.runtime.metrics.groups.FrontMetricGroup;
import org.apache.flink.runtime.metrics.groups.ReporterScopedSettings;
import org.apache.flink.runtime.metrics.groups.TaskManagerMetricGroup;
import org.junit.jupiter.api.Test;

class BoundPrometheusReporterTest {
  private static final String HOST = "127.0.0.1";

  private static BoundPrometheusReporter reporter(String host, String ports) {
    Properties properties = new Properties();
    properties.setProperty("host", host);
    properties.setProperty("port", ports);
    return new BoundPrometheusReporterFactory().createMetricReporter(properties);
  }

  @Test
  void flinkFindsTheFactory() {
    assertThat(ServiceLoader.load(MetricReporterFactory.class))
        .anyMatch(BoundPrometheusReporterFactory.class::isInstance);
  }

  @Test
  void servesWhatIsRegisteredOnItsAddressAlone() throws Exception {
    BoundPrometheusReporter reporter = reporter(HOST, "0");
    try {
      reporter.open(new MetricConfig());
      Counter counter = new SimpleCounter();
      counter.inc(3);
      reporter.notifyOfAddedMetric(counter, "numThings", group());
      assertThat(get(reporter.port()))
          .contains("flink_taskmanager_numThings{host=\"here\",tm_id=\"one\",} 3.0");
      // Another address of this machine, where the stock reporter would answer too.
      assertThatThrownBy(() -> new Socket("127.0.0.2", reporter.port()).close())
          .isInstanceOf(ConnectException.class);
    } finally {
      reporter.close();
    }
    int port = reporter.port();
    assertThatThrownBy(() -> get(port)).isInstanceOf(ConnectException.class);
  }

  @Test
  void takesTheNextFreePortOfARange() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int first = taken.getLocalPort();
      BoundPrometheusReporter reporter = reporter(HOST, first + "," + 0);
      try {
        assertThat(reporter.port()).isNotEqualTo(first).isPositive();
      } finally {
        reporter.close();
      }
      assertThatThrownBy(() -> reporter(HOST, "" + first))
          .hasRootCauseMessage("Address already in use")
          .hasMessageContaining("no port of its option 'port' is free");
    }
  }

  @Test
  void saysWhichHostIsUnknown() {
    assertThatThrownBy(() -> reporter("no.such.host.invalid", "0"))
        .hasCauseInstanceOf(IOException.class)
        .hasMessageContaining("the metrics reporter's host 'no.such.host.invalid' is unknown");
  }

  private static FrontMetricGroup<TaskManagerMetricGroup> group() {
    return new FrontMetricGroup<>(
        new ReporterScopedSettings<>(0, '.', ReporterFilter.getNoOpFilter(), Set.of(), Map.of()),
        TaskManagerMetricGroup.createTaskManagerMetricGroup(
            NoOpMetricRegistry.INSTANCE, "here", new ResourceID("one")));
  }

  private static String get(int port) throws IOException, InterruptedException {
    URI uri = URI.create("http://" + HOST + ":" + port + "/metrics");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }
}
