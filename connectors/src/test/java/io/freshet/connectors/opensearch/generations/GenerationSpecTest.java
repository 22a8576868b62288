/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GenerationSpecTest {
  private static final String DIGEST = "0123456789abcdef";

  @Test
  void numbersAreReadBackFromNames() {
    String index = GenerationSpec.indexName("docs", 12, DIGEST);
    assertThat(index).isEqualTo("docs-g12-01234567");
    assertThat(GenerationSpec.number("docs", index)).hasValue(12);
  }

  @Test
  void otherIndicesHaveNoNumber() {
    for (String index :
        new String[] {
          "docs",
          "docs-g1",
          "docs-g1-01234567-old",
          "docs-g1-0123456",
          "docs-gx-01234567",
          "other-g1-01234567",
          "docs-2-g1-01234567",
          "docs-g1234567890-01234567"
        }) {
      assertThat(GenerationSpec.number("docs", index)).as(index).isEmpty();
    }
  }

  @Test
  void anAliasIsNoPattern() {
    assertThat(GenerationSpec.number("d.cs", "docs-g1-01234567")).isEmpty();
  }
}
