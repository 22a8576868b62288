/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.cli.observe.RunSnapshot;
import io.freshet.cli.observe.SampleRun;
import org.junit.jupiter.api.Test;

class StateJsonTest {

  @Test
  void aBuildThatTheEndCutOffIsNotSaidToHaveTimeLeft() {
    RunSnapshot run = SampleRun.after(173);
    String left = "leftMillis";

    JsonNode underWay = StateJson.of(run, false).path("generations");
    assertThat(underWay.findValues(left)).isNotEmpty();
    JsonNode cutOff = StateJson.of(run, true).path("generations");
    assertThat(cutOff.findValues("progress"))
        .isEqualTo(underWay.findValues("progress"))
        .isNotEmpty();
    assertThat(cutOff.findValues(left)).isEmpty();
  }
}
