/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetadataTypeTest {

  @Test
  void valuesBecomeWhatTheIndexKeeps() {
    assertThat(MetadataType.LONG.parse(" 12 ")).isEqualTo(12L);
    assertThat(MetadataType.LONG.takes("12")).isTrue();
    assertThat(MetadataType.DOUBLE.parse("1e3")).isEqualTo(1000.0);
    assertThat(MetadataType.BOOLEAN.parse("false")).isEqualTo(false);
    assertThat(MetadataType.KEYWORD.parse("a, b")).isEqualTo("a, b");
    assertThat(MetadataType.KEYWORDS.parse("a, b,,")).isEqualTo(List.of("a", "b"));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-05-01, 2026-05-01T00:00:00Z",
    "2026-05-01T10:00:00, 2026-05-01T10:00:00Z",
    "2026-05-01T10:00:00.250+02:00, 2026-05-01T08:00:00.250Z",
    "1777593600000, 2026-05-01T00:00:00Z"
  })
  void datesAreInstants(String text, String instant) {
    assertThat(MetadataType.DATE.parse(text)).isEqualTo(Instant.parse(instant).toEpochMilli());
  }

  @ParameterizedTest
  @CsvSource({
    "LONG, 1.5",
    "LONG, 9223372036854775808",
    "LONG, ''",
    "DOUBLE, NaN",
    "DOUBLE, 1e999",
    "DOUBLE, much",
    "BOOLEAN, yes",
    "DATE, 01.05.2026",
    "DATE, 2026-13-01",
    "DATE, +999999999-12-31"
  })
  void othersAreRefused(MetadataType type, String text) {
    assertThatThrownBy(() -> type.parse(text)).isInstanceOf(IllegalArgumentException.class);
    assertThat(type.takes(text)).isFalse();
  }

  @Test
  void wordsAreTheirNames() {
    for (MetadataType type : MetadataType.values()) {
      assertThat(MetadataType.of(type.word())).isEqualTo(type);
    }
  }
}
