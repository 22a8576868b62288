/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorPatternTest {
  @ParameterizedTest
  @CsvSource({
    "encoder.layer.1.*, encoder.layer.1.output.dense.weight, true, true",
    "encoder.layer.1.*, encoder.layer.11.output.dense.weight, false, false",
    "encoder.layer.?.output.*, encoder.layer.1.output.dense, true, true",
    "query, encoder.layer.0.attention.self.query, false, true",
    "uery, encoder.layer.0.attention.self.query, false, false",
    "self.query, encoder.layer.0.attention.self.query, false, true",
    "output.dense, encoder.layer.0.attention.output.dense, false, true",
    "'/.*\\.(query|value)/', encoder.layer.0.attention.self.value, true, true",
    "'/query|value/', encoder.layer.0.attention.self.value, false, true",
    "'/query|value/', encoder.layer.0.attention.self.key, false, false",
    "*, anything.at.all, true, true",
  })
  void namesWholeNamesOrTheirEnds(String pattern, String name, boolean whole, boolean end) {
    assertThat(new TensorPattern(pattern).matches(name)).isEqualTo(whole);
    assertThat(new TensorPattern(pattern).matchesEnd(name)).isEqualTo(end);
  }

  @Test
  void brokenPatternsAreRefused() {
    assertThatThrownBy(() -> new TensorPattern("/(/")).hasMessageContaining("/(/");
    assertThatThrownBy(() -> new TensorPattern(" ")).hasMessageContaining("empty");
  }
}
