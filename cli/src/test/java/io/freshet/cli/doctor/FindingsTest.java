/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.freshet.cli.doctor.Finding.Level;
import io.freshet.cli.doctor.SearchNodes.Disk;
import io.freshet.deployment.cluster.Slots;
import java.nio.file.Path;
import java.util.List;
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

  @Test
  void disksAreJudgedByTheWatermarksOfTheCluster() {
    long gib = 1L << 30;
    List<Disk> disks = List.of(new Disk(1000 * gib, 500 * gib), new Disk(1000 * gib, 40 * gib));
    assertThat(disks(disks, "85%", "95%").level()).isEqualTo(Level.FAIL);
    assertThat(disks(disks, "0.85", "0.97"))
        .isEqualTo(
            Finding.warn(
                "disks of OpenSearch",
                "the fullest is 96 % full, 40.0 GiB free",
                "this cluster places no further shards beyond its low watermark, 0.85, and makes"
                    + " indices read-only beyond its flood stage, 0.97; make room"));
    assertThat(disks(disks, "50gb", "10GB").level()).isEqualTo(Level.WARN);
    assertThat(disks(disks, "30gb", "0.01tb"))
        .isEqualTo(Finding.ok("disks of OpenSearch", "the fullest is 96 % full, 40.0 GiB free"));
    assertThat(disks(disks, "60gb", "40961mb").level()).isEqualTo(Level.FAIL);
    for (String wrong : List.of("", "%", "some", "1.2.3%", "5 apples")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> DiskWatermark.of(wrong))
          .withMessage("no watermark of a disk: " + wrong);
    }
  }

  @Test
  void withoutWatermarksTheRoomLeftCounts() {
    long gib = 1L << 30;
    assertThat(SearchNodes.disks(List.of(new Disk(1000 * gib, 10 * gib))))
        .isEqualTo(
            Finding.ok(
                "disks of OpenSearch",
                "the fullest is 99 % full, 10.0 GiB free; this cluster's watermarks are off"));
    assertThat(SearchNodes.disks(List.of(new Disk(1000 * gib, 9 * gib))).level())
        .isEqualTo(Level.WARN);
    assertThat(SearchNodes.disks(List.of(new Disk(10 * gib, gib - 1))).level())
        .isEqualTo(Level.FAIL);
  }

  private static Finding disks(List<Disk> disks, String low, String flood) {
    return SearchNodes.disks(disks, DiskWatermark.of(low), DiskWatermark.of(flood));
  }
}
