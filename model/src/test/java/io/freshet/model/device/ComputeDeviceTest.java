/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.model.ComputeOptions;
import io.freshet.model.Precision;
import org.junit.jupiter.api.Test;

class ComputeDeviceTest {
  @Test
  void missingGpuIsNamedWithTheWayToOne() {
    assertThatThrownBy(() -> ComputeDevice.open(new ComputeOptions("cuda:99", 1, 1)))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessageContaining("cuda:99 is not there")
        .hasMessageContaining("docs/devices.md");
    // The second replica needs the device behind the chosen one.
    assertThatThrownBy(() -> ComputeDevice.open(new ComputeOptions("cuda:98", 1, 1), 1))
        .hasMessageContaining("cuda:99 is not there");
  }

  @Test
  void theProcessorComputesInFloat32UnlessToldOtherwise() {
    try (ComputeDevice device = ComputeDevice.open(ComputeOptions.cpu(1))) {
      assertThat(device.precision()).isEqualTo(Precision.FLOAT32);
      assertThat(device.fingerprint()).containsEntry("precision", "FLOAT32");
    }
    ComputeOptions narrow = ComputeOptions.cpu(1).withPrecision(Precision.FLOAT16);
    try (ComputeDevice device = ComputeDevice.open(narrow, 1)) {
      assertThat(device.precision()).isEqualTo(Precision.FLOAT16);
      assertThat(Scopes.host(device.memory())).isSameAs(device.memory());
    }
  }
}
