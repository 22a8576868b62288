/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {

  @Test
  void thePageInTheDocumentationIsCurrent() {
    assertThat(Path.of(System.getProperty("freshet.home"), "docs", "configuration.md"))
        .hasContent(ConfigurationReference.markdown());
  }

  @Test
  void everyOptionHasItsRow() {
    String page = ConfigurationReference.markdown();
    FreshetConfig.OPTIONS
        .fields()
        .forEach(field -> assertThat(page).contains("| `" + field.shownKey() + "` |"));
    TaskConfig.OPTIONS
        .fields()
        .forEach(field -> assertThat(page).contains("| `tasks.<name>." + field.shownKey() + "` |"));
  }
}
