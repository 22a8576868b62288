/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Looks at ports of the loopback interface. */
final class Ports {
  private Ports() {}

  /** Whether nobody listens on the port now. */
  static boolean isFree(int port) {
    try (ServerSocket socket =
        new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return socket.getLocalPort() == port;
    } catch (IOException e) {
      return false;
    }
  }
}
