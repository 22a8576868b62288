/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EncodingPaceTest {
  private static final long MILLI = 1_000_000;

  @Test
  void followsWhatTheLastDocumentsTook() {
    EncodingPace pace = new EncodingPace();
    assertThat(pace.documentsWithin(200 * MILLI, 64)).as("nothing is known").isEqualTo(64);
    pace.took(64, 640 * MILLI);
    assertThat(pace.documentsWithin(200 * MILLI, 64)).isEqualTo(20);
    assertThat(pace.documentsWithin(400 * MILLI, 64)).isEqualTo(40);
    assertThat(pace.documentsWithin(2_000 * MILLI, 64)).isEqualTo(64);
    pace.took(1, 1_010 * MILLI);
    assertThat(pace.documentsWithin(200 * MILLI, 64)).as("310 ms each").isEqualTo(1);
    for (int i = 0; i < 40; i++) {
      pace.took(10, 20 * MILLI);
    }
    assertThat(pace.documentsWithin(200 * MILLI, 1000)).isBetween(95, 100);
  }
}
