/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PoolingTest {
  @ParameterizedTest
  @EnumSource
  void isReadAsWritten(Pooling pooling) {
    ObjectNode config = JsonFiles.MAPPER.createObjectNode();
    Pooling.write(List.of(pooling), config);
    assertThat(Pooling.read(config)).containsExactly(pooling);
  }

  @Test
  void severalAreReadAsWrittenInAnyOrder() {
    for (List<Pooling> poolings :
        List.of(
            List.of(Pooling.CLS, Pooling.MEAN, Pooling.LAST_TOKEN),
            List.of(Pooling.MEAN, Pooling.CLS),
            List.of(Pooling.values()))) {
      ObjectNode config = JsonFiles.MAPPER.createObjectNode();
      Pooling.write(poolings, config);
      assertThat(Pooling.read(config)).isEqualTo(poolings);
    }
  }

  @Test
  void flagsStandInTheOrderOfTheVectorHoweverTheyAreWritten() throws JsonProcessingException {
    assertThat(
            read(
                "{'pooling_mode_lasttoken': true, 'pooling_mode_mean_tokens': true,"
                    + " 'pooling_mode_max_tokens': false, 'pooling_mode_cls_token': true}"))
        .containsExactly(Pooling.CLS, Pooling.MEAN, Pooling.LAST_TOKEN);
  }

  @Test
  void newerSpellingWins() throws JsonProcessingException {
    assertThat(read("{'pooling_mode': ['max', 'cls'], 'pooling_mode_mean_tokens': true}"))
        .containsExactly(Pooling.MAX, Pooling.CLS);
    assertThat(read("{'pooling_mode': 'weightedmean'}")).containsExactly(Pooling.WEIGHTED_MEAN);
    assertThat(read("{}")).containsExactly(Pooling.MEAN);
  }

  @Test
  void writesOnlyTheFlagsThatTheFirstVersionsKnowWhereTheySuffice() {
    ObjectNode config = JsonFiles.MAPPER.createObjectNode();
    Pooling.write(List.of(Pooling.CLS), config);
    assertThat(config.toString())
        .isEqualTo(
            "{\"pooling_mode_cls_token\":true,\"pooling_mode_mean_tokens\":false,"
                + "\"pooling_mode_max_tokens\":false,\"pooling_mode_mean_sqrt_len_tokens\":false}");
  }

  @Test
  void unknownOnesAreNamedWithTheSupportedOnes() {
    assertThatThrownBy(() -> read("{'pooling_mode': 'median'}"))
        .hasMessageContaining("'median'")
        .hasMessageContaining("cls, max, mean, mean_sqrt_len_tokens, weightedmean, lasttoken");
  }

  private static List<Pooling> read(String config) throws JsonProcessingException {
    return Pooling.read(JsonFiles.MAPPER.readTree(config.replace('\'', '"')));
  }
}
