/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "flags : fpu avx2 avx512f avx512bw avx512_bf16 | false",
        "flags : fpu avx2 avx512f avx512_vnni | true",
        "flags : fpu avx2 avx_vnni | true",
        "flags : fpu avx512f amx_tile amx_int8 | true",
        "model name : none | false",
      })
  void knowsWhoMultipliesBytes(String description, boolean expected) {
    assertThat(Processor.multipliesBytes(Processor.flags(description))).isEqualTo(expected);
  }
}
