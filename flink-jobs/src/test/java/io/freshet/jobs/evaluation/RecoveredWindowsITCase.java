/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.records.MetricRecord.LiveWindow;
import io.freshet.connectors.records.ModelVersion.Candidate;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import io.freshet.jobs.evaluation.FixedRounds.Ask;
import io.freshet.jobs.testing.MiniClusters;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Windows after a failure in their midst are those of an undisturbed run, whole records, where the
 * same rounds are asked in the same generation.
 */
@ExtendWith(ServersExtension.class)
class RecoveredWindowsITCase {
  @RegisterExtension static final MiniClusterExtension CLUSTER = MiniClusters.of(1);

  @Test
  void recoveredWindowsEqualUndisturbedOnes(Servers servers, @TempDir Path root) throws Exception {
    try (EvaluationWorld world = new EvaluationWorld(servers, root)) {
      Path model = world.freshModel("a", 1);
      Candidate version = world.publish(model, 0);
      String generation = world.serve(version, model, 1, Optional.empty());
      List<Ask> asks = FixedRounds.asks(world, model);
      Map<String, LiveWindow> undisturbed = FixedRounds.run(world.config, asks, Optional.empty());
      Path failed = root.resolve("failed");
      Map<String, LiveWindow> recovered = FixedRounds.run(world.config, asks, Optional.of(failed));
      assertThat(failed).as("the second run failed once").isNotEmptyFile();
      assertThat(undisturbed).hasSizeGreaterThan(100);
      assertThat(undisturbed.values())
          .allMatch(window -> window.generation().equals(generation))
          .anyMatch(window -> window.queries() == 20 / 2);
      assertThat(undisturbed.values().stream().map(LiveWindow::values).distinct().count())
          .isGreaterThan(3);
      assertThat(recovered).isEqualTo(undisturbed);
    }
  }
}
