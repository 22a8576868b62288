/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class PretrainedModelTest {

  /** The jar that the tests read is the one that users get. */
  @Test
  void miniLmIsTheModelThatTheBuildTests() throws IOException {
    MavenArtifact jar = PretrainedModel.MINILM.jar();
    Properties built = new Properties();
    String place = "/META-INF/maven/%s/%s/pom.properties".formatted(jar.group(), jar.name());
    try (InputStream in = PretrainedModelTest.class.getResourceAsStream(place)) {
      assertThat(in).isNotNull();
      built.load(in);
    }
    assertThat(jar.version()).isEqualTo(built.getProperty("version"));
    assertThat(PretrainedModel.MINILM.origin()).contains("all-MiniLM-L6-v2", "Apache-2.0");
  }
}
