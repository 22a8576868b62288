/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.optimiser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParameterGroupsTest {
  @Test
  void groupsByDecayAndLongestPrefix() {
    List<ParameterGroups.Group> groups =
        ParameterGroups.of(
            List.of(
                "embeddings.word_embeddings.weight",
                "embeddings.LayerNorm.weight",
                "encoder.layer.0.output.dense.weight",
                "encoder.layer.0.output.dense.bias",
                "encoder.layer.1.output.dense.weight"),
            Map.of("embeddings.", 0.25, "encoder.layer.1.", 2.0, "encoder.", 1.0));
    assertThat(groups)
        .containsExactly(
            new ParameterGroups.Group(true, 0.25, List.of(0)),
            new ParameterGroups.Group(false, 0.25, List.of(1)),
            new ParameterGroups.Group(true, 1.0, List.of(2)),
            new ParameterGroups.Group(false, 1.0, List.of(3)),
            new ParameterGroups.Group(true, 2.0, List.of(4)));
  }
}
