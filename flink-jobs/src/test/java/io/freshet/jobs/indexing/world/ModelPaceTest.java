/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.records.ModelVersion.Ground;
import io.freshet.connectors.records.ModelVersion.Verdict;
import io.freshet.jobs.indexing.TestVersions;
import io.freshet.jobs.indexing.controller.BuildPace;
import io.freshet.jobs.indexing.controller.BuildVersion;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.folder.ModelSize;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPaceTest {
  private static final Map<String, String> PROBES = Map.of("search", "set-1");

  @TempDir private Path directory;

  private final Map<Long, Decision> decisions = new HashMap<>();
  private final ModelPace pace =
      new ModelPace(
          version -> ModelFolder.read(Path.of(URI.create(version.uri()))),
          new GateNumbers(version -> Optional.ofNullable(decisions.get(version.step()))));

  private BuildVersion written(long step, ModelSize size) throws IOException {
    try (TestVersions versions = new TestVersions(directory)) {
      Decision published = versions.publish(step, size);
      return new BuildVersion(step, published.digest(), published.uri());
    }
  }

  private void decided(BuildVersion version, Map<String, Double> metrics, Map<String, String> on) {
    decisions.put(
        version.step(),
        new Decision(
            version.step(),
            version.digest(),
            version.uri(),
            Verdict.PROMOTED,
            Ground.PROBES,
            "",
            metrics,
            Map.of(),
            on,
            0));
  }

  private void measured(BuildVersion version, double documentsPerSecond) {
    decided(version, Map.of("documents.per_second", documentsPerSecond), PROBES);
  }

  private static BuildPace paceOf(BuildVersion version, long millis) {
    return new BuildPace(Optional.of(version), 1_000, millis);
  }

  @Test
  void anotherSizeIsAsManyTimesSlowerAsTheGateFoundIt() throws IOException {
    BuildVersion small = written(1, ModelSize.TINY);
    BuildVersion large = written(2, ModelSize.MINI);
    measured(small, 50);
    measured(large, 25);
    assertThat(pace.of(large, paceOf(small, 20_000))).isEqualTo(paceOf(large, 40_000));
    assertThat(pace.of(small, paceOf(large, 40_000))).isEqualTo(paceOf(small, 20_000));
  }

  @Test
  void oneSizeHasOnePaceWhateverTheGateMeasured() throws IOException {
    BuildVersion one = written(1, ModelSize.TINY);
    BuildVersion alike = written(2, ModelSize.TINY);
    measured(one, 50);
    measured(alike, 25);
    assertThat(pace.of(alike, paceOf(one, 20_000))).isEqualTo(paceOf(one, 20_000));
    assertThat(pace.of(one, paceOf(one, 20_000))).isEqualTo(paceOf(one, 20_000));
  }

  @Test
  void whereItWasNotMeasuredNothingBetterIsKnown() throws IOException {
    BuildVersion small = written(1, ModelSize.TINY);
    BuildVersion large = written(2, ModelSize.MINI);
    BuildPace before = paceOf(small, 20_000);
    measured(small, 50);
    assertThat(pace.of(large, before)).as("nothing was decided").isEqualTo(before);
    decided(large, Map.of(), PROBES);
    assertThat(pace.of(large, before)).as("decided by a person").isEqualTo(before);
    decided(large, Map.of("documents.per_second", 25.0), Map.of("search", "set-2"));
    assertThat(pace.of(large, before)).as("on other documents").isEqualTo(before);
    measured(large, 0);
    assertThat(pace.of(large, before)).as("no speed").isEqualTo(before);
    measured(large, 25);
    BuildPace unnamed = new BuildPace(Optional.empty(), 1_000, 20_000);
    assertThat(pace.of(large, unnamed)).as("by an older release").isEqualTo(unnamed);
    BuildVersion gone =
        new BuildVersion(3, large.digest(), directory.resolve("gone").toUri().toString());
    measured(gone, 25);
    assertThat(pace.of(gone, before)).as("its folder is away").isEqualTo(before);
  }
}
