/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.embedded.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The shared servers run and are the same ones for every test. */
@ExtendWith(ServersExtension.class)
class ServersITCase {

  @Test
  void areShared(Servers one, Servers other) {
    assertThat(one).isSameAs(other);
    assertThat(one.kafka()).isSameAs(other.kafka());
    assertThat(one.kafka().bootstrapServers()).startsWith("127.0.0.1:");
  }
}
