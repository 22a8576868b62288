/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.deployment.cluster.EmbeddedCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStackITCase {
  private static final List<Integer> USUAL_PORTS = List.of(9092, 9200);

  @Test
  void takesFreePortsWhereTheUsualOnesAreTakenAndLeavesNoProcess(@TempDir Path data)
      throws Exception {
    List<ServerSocket> taken = new ArrayList<>();
    // Servers that other tests of this JVM share outlive them.
    List<ProcessHandle> before = ProcessHandle.current().descendants().toList();
    List<ProcessHandle> children;
    try {
      for (int port : USUAL_PORTS) {
        takeUnlessTaken(port, taken);
      }
      EmbeddedCluster.Size size =
          new EmbeddedCluster.Size(1, MemorySize.ofMebiBytes(32), MemorySize.ofMebiBytes(32), "0");
      try (EmbeddedStack stack =
          EmbeddedStack.start(Path.of(System.getProperty("freshet.home")), data, size)) {
        assertThat(stack.bootstrapServers()).startsWith("127.0.0.1:").doesNotEndWith(":9092");
        assertThat(stack.openSearchUrl()).startsWith("http://127.0.0.1:").doesNotEndWith(":9200");
        assertThat(stack.flinkAddress().getHost()).isEqualTo("127.0.0.1");
        children =
            ProcessHandle.current().descendants().filter(one -> !before.contains(one)).toList();
        assertThat(children).hasSizeGreaterThanOrEqualTo(2);
      }
    } finally {
      for (ServerSocket socket : taken) {
        socket.close();
      }
    }
    assertThat(children).noneMatch(ProcessHandle::isAlive);
  }

  /** A port that somebody else has is taken too, which is all that the test needs. */
  private static void takeUnlessTaken(int port, List<ServerSocket> taken) {
    try {
      taken.add(new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})));
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("in use");
    }
  }
}
