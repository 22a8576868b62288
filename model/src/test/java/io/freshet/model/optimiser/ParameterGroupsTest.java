/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.optimiser;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.architecture.TensorSpec.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParameterGroupsTest {
  @Test
  void groupsByRoleAndFirstPatternThatMatches() {
    Map<String, Double> factors = new LinkedHashMap<>();
    factors.put("embeddings.*", 0.25);
    factors.put("*.layer.1.*", 2.0);
    factors.put("encoder.*", 1.5);
    List<ParameterGroups.Group> groups =
        ParameterGroups.of(
            List.of(
                spec("embeddings.word_embeddings.weight", Role.EMBEDDING),
                spec("embeddings.LayerNorm.weight", Role.NORM),
                spec("encoder.layer.0.output.dense.weight", Role.LINEAR),
                spec("encoder.layer.0.output.dense.bias", Role.BIAS),
                spec("encoder.layer.1.output.dense.weight", Role.LINEAR)),
            factors);
    assertThat(groups)
        .containsExactly(
            new ParameterGroups.Group(true, 0.25, List.of(0)),
            new ParameterGroups.Group(false, 0.25, List.of(1)),
            new ParameterGroups.Group(true, 1.5, List.of(2)),
            new ParameterGroups.Group(false, 1.5, List.of(3)),
            new ParameterGroups.Group(true, 2.0, List.of(4)));
  }

  @Test
  void theRoleDecidesTheDecayWhateverTheName() {
    List<ParameterGroups.Group> groups =
        ParameterGroups.of(
            List.of(spec("layers.0.q_norm.weight", Role.NORM), spec("bias", Role.LINEAR)),
            Map.of());
    assertThat(groups)
        .containsExactly(
            new ParameterGroups.Group(false, 1.0, List.of(0)),
            new ParameterGroups.Group(true, 1.0, List.of(1)));
  }

  private static TensorSpec spec(String name, Role role) {
    return new TensorSpec(name, List.of(2L), role);
  }
}
