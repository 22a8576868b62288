/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Looks at ports of the loopback interface. */
final class Ports {
  private Ports() {}

  /** The port if nobody listens on it now, else 0, which stands for any free one. */
  static int ifFree(int port) {
    try (ServerSocket socket =
        new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      return 0;
    }
  }
}
