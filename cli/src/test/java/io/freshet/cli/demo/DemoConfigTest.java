/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.cli.dataset.DemoTask;
import io.freshet.config.FreshetConfig;
import io.freshet.config.TaskConfig;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DemoConfigTest {
  @ParameterizedTest
  @EnumSource
  void hasTheMinedTasks(DemoStart start) {
    FreshetConfig config =
        DemoConfig.of(
            start,
            "127.0.0.1:1",
            "http://127.0.0.1:2",
            Path.of("/m"),
            Path.of("/p"),
            Path.of("/w w"));
    assertThat(config.tasks().keySet())
        .containsExactlyElementsOf(
            Arrays.stream(DemoTask.values()).map(DemoTask::taskName).toList());
    assertThat(config.tasks().values()).extracting(TaskConfig::temperature).containsOnly(0.05);
    assertThat(config.registry().path()).startsWith("file:/").endsWith("/w%20w/registry");
    assertThat(config.model().threads()).isEqualTo(1);
    assertThat(config.training().optimizer().learningRate())
        .isEqualTo(Double.parseDouble(start.learningRate()));
    assertThat(config.training().versionEverySteps()).isEqualTo(start.versionEverySteps());
  }
}
