/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TokenBatchTest {
  @Test
  void paddingStandsOnTheRight() {
    assertThat(batch(1, 1, 0, 1, 1, 1, 0, 0, 0).rows()).isEqualTo(3);
    assertThatThrownBy(() -> batch(1, 1, 1, 0, 1, 1)).hasMessageContaining("row 1");
    assertThatThrownBy(() -> batch(1, 0, 1)).hasMessageContaining("row 0");
    assertThatThrownBy(() -> batch(2, 0, 0)).hasMessageContaining("row 0");
  }

  private static TokenBatch batch(long... mask) {
    return new TokenBatch(new long[mask.length], mask, mask.length / 3, 3);
  }
}
