/* SPDX-License-Identifier: Apache-2.0 */
package org.apache.flink.metrics.prometheus;

import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Iterator;

/**
 * Flink's Prometheus reporter, serving on one address of the machine; Flink's own serves on all.
 */
public final class BoundPrometheusReporter extends AbstractPrometheusReporter {
  private final HTTPServer server;

  /**
   * Serves at once, on the first port that is free.
   *
   * @param host name or address to bind to
   * @param ports tried in their order
   * @throws IOException where the address is not of this machine or no port is free
   */
  public BoundPrometheusReporter(String host, Iterator<Integer> ports) throws IOException {
    server = bind(host, ports);
    log.info("Metrics for Prometheus at http://{}:{}/metrics", host, server.getPort());
  }

  private HTTPServer bind(String host, Iterator<Integer> ports) throws IOException {
    BindException last = new BindException("no port was given");
    while (ports.hasNext()) {
      InetSocketAddress address = new InetSocketAddress(host, ports.next());
      if (address.isUnresolved()) {
        throw new IOException("the metrics reporter's host '" + host + "' is unknown");
      }
      try {
        return new HTTPServer(address, registry, true);
      } catch (BindException e) {
        last = e;
      }
    }
    throw new IOException(
        "the metrics reporter cannot bind to '"
            + host
            + "': no port of its option 'port' is free, or the address is not of this machine",
        last);
  }

  /** The port that was free. */
  public int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.stop();
    super.close();
  }
}
