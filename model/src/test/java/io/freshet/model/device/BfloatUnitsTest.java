/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BfloatUnitsTest {
  private static final String TILES =
      "processor\t: 0\nflags\t\t: fpu avx2 avx512f avx512_bf16 amx_bf16 avx512_fp16 amx_tile\nbugs\t: x\n";
  private static final String VECTORS = "flags\t\t: fpu avx2 avx512f avx512_bf16 avx512_vnni\n";

  @Test
  void unitsAreThoseThatTheFlagsName() {
    assertThat(BfloatUnits.of(TILES, Map.of())).isEqualTo(BfloatUnits.TILES);
    assertThat(BfloatUnits.of(VECTORS, Map.of())).isEqualTo(BfloatUnits.VECTORS);
    assertThat(BfloatUnits.of("flags : fpu avx2 avx512f avx512_bf16x", Map.of()))
        .isEqualTo(BfloatUnits.NONE);
    // A word elsewhere is no flag; some processors have no such line at all.
    assertThat(BfloatUnits.of("model name : avx512_bf16\nflags : fpu\n", Map.of()))
        .isEqualTo(BfloatUnits.NONE);
    assertThat(BfloatUnits.of("Features : asimd bf16\n", Map.of())).isEqualTo(BfloatUnits.NONE);
    assertThat(BfloatUnits.of("", Map.of())).isEqualTo(BfloatUnits.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "ATEN_CPU_CAPABILITY, avx2, NONE",
    "ATEN_CPU_CAPABILITY, default, NONE",
    "ATEN_CPU_CAPABILITY, avx512, TILES",
    "ONEDNN_MAX_CPU_ISA, avx2, NONE",
    "ONEDNN_MAX_CPU_ISA, AVX512_CORE_VNNI, NONE",
    "ONEDNN_MAX_CPU_ISA, AVX512_CORE_BF16, VECTORS",
    "ONEDNN_MAX_CPU_ISA, avx512_core_fp16, VECTORS",
    "ONEDNN_MAX_CPU_ISA, AVX512_CORE_AMX, TILES",
    "ONEDNN_MAX_CPU_ISA, default, TILES",
    "DNNL_MAX_CPU_ISA, AVX512_CORE, NONE",
    "OTHER, AVX512_CORE, TILES"
  })
  void theEnvironmentMayForbidThem(String variable, String value, BfloatUnits left) {
    assertThat(BfloatUnits.of(TILES, Map.of(variable, value))).isEqualTo(left);
  }

  @Test
  void aLimitDoesNotBringWhatIsNotThere() {
    assertThat(BfloatUnits.of(VECTORS, Map.of("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_AMX")))
        .isEqualTo(BfloatUnits.VECTORS);
    assertThat(BfloatUnits.of("flags : fpu", Map.of("ONEDNN_MAX_CPU_ISA", "ALL")))
        .isEqualTo(BfloatUnits.NONE);
  }
}
