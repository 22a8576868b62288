/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.cli.doctor.Finding.Level;
import io.freshet.deployment.cluster.Slots;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindingsTest {
  @TempDir Path directory;

  @Test
  void whatWasTriedIsWellAndWhatWasNotIsSaid() {
    assertThat(Machine.java(17).level()).isEqualTo(Level.OK);
    assertThat(Machine.java(21))
        .isEqualTo(
            Finding.warn(
                "Java",
                "version 21",
                "Freshet is built and tested with 17; set JAVA_HOME to a JDK 17 if something fails"));
    assertThat(SearchNodes.version("2.19.4").level()).isEqualTo(Level.OK);
    assertThat(SearchNodes.version("3.5.0").level()).isEqualTo(Level.OK);
    assertThat(SearchNodes.version("3.0.0").level()).isEqualTo(Level.WARN);
    assertThat(FlinkCluster.version("2.2.1", "2.2.1").level()).isEqualTo(Level.OK);
    assertThat(FlinkCluster.version("2.2.0", "2.2.1").level()).isEqualTo(Level.WARN);
    assertThat(FlinkCluster.version("1.20.1", "2.2.1").level()).isEqualTo(Level.FAIL);
  }

  @Test
  void slotsMustBeThereAndFree() {
    assertThat(FlinkCluster.slots(new Slots(1, 4, 4), 4).level()).isEqualTo(Level.OK);
    assertThat(FlinkCluster.slots(new Slots(1, 4, 1), 4).level()).isEqualTo(Level.WARN);
    assertThat(FlinkCluster.slots(new Slots(1, 4, 0), 0))
        .isEqualTo(Finding.ok("slots", "0 free of 4, every job runs"));
    assertThat(FlinkCluster.slots(new Slots(1, 2, 2), 4))
        .isEqualTo(
            Finding.fail(
                "slots", "2 free of 2, 4 needed", "start TaskManagers, or give them more slots"));
  }

  @Test
  void aProcessorWithoutAvx2IsSlow() {
    assertThat(Machine.processor(Set.of("sse2")).level()).isEqualTo(Level.WARN);
    assertThat(Machine.processor(Set.of("avx2", "avx512f")).seen()).contains("avx2 avx512f");
  }

  @Test
  void aDirectoryNeedNotExistToHaveADisk() {
    assertThat(Machine.disk("disk", directory.resolve("a/b")).seen()).endsWith("GiB free");
  }
}
