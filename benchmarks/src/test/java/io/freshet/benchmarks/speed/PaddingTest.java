/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.speed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PaddingTest {
  @Test
  void everySideIsPaddedToItsOwnLongest() {
    Padding padding = Padding.NONE.plus(List.of(2, 4, 3)).plus(List.of(10, 5, 6));
    assertThat(padding).isEqualTo(new Padding(12 + 30, 9 + 21));
    assertThat(padding.ratio()).isEqualTo(1.4);
  }
}
