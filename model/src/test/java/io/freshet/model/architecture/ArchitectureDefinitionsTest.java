/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureDefinitionsTest {

  @Test
  void theBuiltInOnesAreFound() {
    assertThat(ArchitectureDefinitions.installed().modelTypes())
        .isSorted()
        .containsExactlyInAnyOrderElementsOf(
            new BuiltInArchitectures()
                .architectures().stream().map(ArchitectureDefinition::modelType).toList());
  }

  @Test
  void twoOfOneTypeAreNamedWithTheirProviders() {
    ArchitectureProvider again = () -> new BuiltInArchitectures().architectures().subList(0, 1);
    assertThatThrownBy(() -> ArchitectureDefinitions.of(List.of(new BuiltInArchitectures(), again)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bert is defined twice")
        .hasMessageContaining(BuiltInArchitectures.class.getName())
        .hasMessageContaining(again.getClass().getName());
  }
}
