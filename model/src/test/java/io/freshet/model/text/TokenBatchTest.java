/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TokenBatchTest {
  @Test
  void paddingStandsOnTheRight() {
    assertThat(batch(1, 1, 0, 1, 1, 1, 0, 0, 0).rows()).isEqualTo(3);
    assertThatThrownBy(() -> batch(1, 1, 1, 0, 1, 1)).hasMessageContaining("row 1");
    assertThatThrownBy(() -> batch(1, 0, 1)).hasMessageContaining("row 0");
    assertThatThrownBy(() -> batch(2, 0, 0)).hasMessageContaining("row 0");
  }

  @Test
  void someRowsArePaddedToTheLongestOfThem() {
    TokenBatch all =
        TextTokenizer.pad(
            List.of(new long[] {1, 2, 3}, new long[] {4, 5}, new long[] {6}), /* padId= */ 9);
    TokenBatch last = all.rows(1, 3);
    assertThat(last.ids()).containsExactly(4, 5, 6, 9);
    assertThat(last.mask()).containsExactly(1, 1, 1, 0);
    assertThat(last.rows()).isEqualTo(2);
    assertThat(all.tokens(1)).isEqualTo(2);
    assertThat(all.rows(0, 3).ids()).containsExactly(all.ids());
  }

  private static TokenBatch batch(long... mask) {
    return new TokenBatch(new long[mask.length], mask, mask.length / 3, 3);
  }
}
